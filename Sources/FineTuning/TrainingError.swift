/// What ends a training run, or keeps it from starting.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    case diverged(step: Int, quantity: String, value: Double)
    case unknownLanguage(String, clip: String, known: [String])
    case unknownBaseLanguage(String, newLanguage: String, known: [String])
    case textTooShort(clip: String)
    case noFrames(clip: String)
    case speakerWithoutVector(name: String, checkpoint: String)
    case codesMismatch(clip: String, codebooks: Int, expected: Int)
    case codeOutOfRange(clip: String, code: Int, limit: Int)
    case nothingToTrain
    case noInitialModel
    case outputExists(path: String)
    case noOutputFolder(path: String, obstacle: String)
    case settingsChanged(path: String, differences: [String])
    case brokenState(path: String, reason: String)
    case noDevice(asked: String, found: Int)

    /// What stopped the training, where, and what to do about it.
    public var description: String {
        switch self {
        case .diverged(let step, let quantity, let value):
            "Training stopped before step \(step): the \(quantity) is \(value). The model was not changed by that step. "
                + "Lower LEARNING_RATE, or look for broken recordings among the latest batches."
        case .unknownLanguage(let language, let clip, let known):
            "The clip '\(clip)' is in '\(language)', for which the checkpoint has no language tag; it has "
                + "\(known.sorted().joined(separator: ", ")). Give it one, such as NEW_LANGUAGES=\(language.lowercased())="
                + "english, or prepare the data with the language Auto."
        case .unknownBaseLanguage(let language, let new, let known):
            "NEW_LANGUAGES initialises '\(new)' from '\(language)', for which the checkpoint has no language tag; it has "
                + "\(known.sorted().joined(separator: ", "))."
        case .textTooShort(let clip):
            "The text of the clip '\(clip)' has no token. Remove the clip, or give it a text."
        case .noFrames(let clip):
            "The clip '\(clip)' has no frame of codes for another clip to go on from. Remove its codes from the cache "
                + "(CACHE_DIR), so that they are made again."
        case .speakerWithoutVector(let name, let checkpoint):
            "The speaker '\(name)' has no voice vector: the checkpoint '\(checkpoint)' has no speaker encoder to make one "
                + "from the reference recording, and no row for that name. Start from a base checkpoint; "
                + "'qwen3-tts export' makes one of this checkpoint."
        case .codesMismatch(let clip, let codebooks, let expected):
            "The codes of the clip '\(clip)' have \(codebooks) codebooks, where the model has \(expected). "
                + "Prepare the data with the speech tokenizer of this checkpoint."
        case .codeOutOfRange(let clip, let code, let limit):
            "The codes of the clip '\(clip)' contain \(code), where the model's codebooks have \(limit) entries. "
                + "Prepare the data with the speech tokenizer of this checkpoint."
        case .nothingToTrain:
            "No parameter is trainable: TRAINABLE names no set that the model has."
        case .noInitialModel:
            "INIT_MODEL_PATH is not set: name the folder of the checkpoint to start from, in .env or with "
                + "--init-model-path."
        case .outputExists(let path):
            "'\(path)' holds an earlier run. Set RESUME=auto to go on with it, or choose another OUTPUT_DIR."
        case .noOutputFolder(let path, let obstacle):
            "OUTPUT_DIR is '\(path)', where no folder can be made: '\(obstacle)' is a file."
        case .settingsChanged(let path, let differences):
            (["The run in '\(path)' was started with other settings, so going on would not continue it:"]
                + differences.map { "  \($0)" }
                + ["Use the same settings, or another OUTPUT_DIR for a new run."]).joined(separator: "\n")
        case .brokenState(let path, let reason):
            "The training state in '\(path)' cannot be read: \(reason). Remove that checkpoint to go on from the one "
                + "before, or choose another OUTPUT_DIR."
        case .noDevice(let asked, let found):
            "DEVICE is '\(asked)', but this libtorch sees \(found) CUDA devices. Set DEVICE=cpu, or set up a CUDA build "
                + "of libtorch with LIBTORCH."
        }
    }
}
