public import Foundation

/// What ends a training run, or keeps it from starting.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// `clips` are those of the micro-batches where it showed; none where that is not known.
    case diverged(step: Int, quantity: String, value: Double, clips: [String])
    case warmupExceedsRun(warmup: Int, total: Int)
    case unknownLanguage(String, clip: String, known: [String])
    case unknownBaseLanguage(String, newLanguage: String, known: [String])
    case textTooShort(clip: String)
    case noFrames(clip: String)
    case speakerWithoutVector(name: String, checkpoint: String)
    case codesMismatch(clip: String, codebooks: Int, expected: Int)
    case codeOutOfRange(clip: String, code: Int, limit: Int)
    case noInitialModel
    case outputExists(path: String)
    case noOutputFolder(path: String, obstacle: String)
    /// `newest` is the name of the newest checkpoint in the folder.
    case nothingToGoOnFrom(path: String, newest: String)
    case otherRun(path: String, started: Date)
    case locked(path: String, process: Int32?)
    case settingsChanged(path: String, differences: [String])
    /// `earlier` is another checkpoint that can be gone on from.
    case brokenState(path: String, checkpoint: String, reason: String, earlier: String?)
    case noDevice(asked: String, found: Int)

    /// What stopped the training, where, and what to do about it.
    public var description: String {
        switch self {
        case .diverged(let step, let quantity, let value, let clips):
            "Training stopped before step \(step): the \(quantity) is \(value). The model was not changed by that step. "
                + "Lower LEARNING_RATE, or look for broken recordings among "
                + (clips.isEmpty ? "the latest batches." : "its clips: \(Self.named(clips)).")
        case .warmupExceedsRun(let warmup, let total):
            "WARMUP_STEPS is \(warmup), but the run has \(total) updates: the learning rate would never reach LEARNING_RATE. Set "
                + "fewer, or a share such as 5%."
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
        case .nothingToGoOnFrom(let path, let newest):
            "'\(path)' holds checkpoints of an earlier run, the newest of them '\(newest)', and none has the training state to go on "
                + "from. Choose another OUTPUT_DIR for a new run; INIT_MODEL_PATH=\(path)/\(newest) begins it with that model."
        case .otherRun(let path, let started):
            "'\(path)' holds checkpoints of several runs: its run.json is of one that began at \(started.formatted(.iso8601)), the newest "
                + "checkpoint with a training state of another. Move those of one run to another folder."
        case .locked(let path, let process):
            "Another process\(process.map { " (\($0))" } ?? "") trains into '\(path)'. Wait until it has ended, or choose another OUTPUT_DIR."
        case .brokenState(let path, let checkpoint, let reason, let earlier):
            "The training state in '\(path)' cannot be used: \(reason). "
                + (earlier.map { "Remove that checkpoint to go on from '\($0)', or choose" } ?? "Choose")
                + " another OUTPUT_DIR for a new run; INIT_MODEL_PATH=\(checkpoint) begins it with that model."
        case .noDevice(let asked, let found):
            "DEVICE is '\(asked)', but this libtorch sees \(found) CUDA devices. Set DEVICE=cpu, or set up a CUDA build "
                + "of libtorch with LIBTORCH."
        }
    }

    /// The first of some names, and how many more there are.
    private static func named(_ clips: [String]) -> String {
        clips.prefix(8).joined(separator: ", ") + (clips.count > 8 ? " and \(clips.count - 8) others" : "")
    }
}
