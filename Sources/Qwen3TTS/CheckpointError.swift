/// What is wrong with a checkpoint's folder.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
    case noFolder(path: String)
    case notAFolder(path: String)
    case missingFile(path: String, file: String)
    case noSpeakerEncoder(path: String)
    case noSpeechTokenizer(path: String)
    case cannotWrite(path: String, reason: String)
    case exists(path: String)
    case noFreeRow(name: String, path: String, used: Int)
    case rowOutside(path: String, table: String, name: String, row: Int, rows: Int)
    case alreadyBase(path: String)
    case speakerExists(String, path: String)
    case noSpeakerEncoderToTake(path: String, type: String)
    case speakerEncoderWidth(path: String, width: Int, model: String, hidden: Int)

    /// What is wrong with which folder, and what to do about it.
    public var description: String {
        switch self {
        case .noFolder(let path):
            "There is no checkpoint at '\(path)'. Give the folder of a Qwen3-TTS checkpoint, or the name of one on the "
                + "Hugging Face Hub such as Qwen/Qwen3-TTS-12Hz-0.6B-Base, or make one with 'qwen3-tts init'."
        case .notAFolder(let path):
            "'\(path)' is a file, where the folder of a checkpoint is expected (config.json, model.safetensors, ...)."
        case .missingFile(let path, let file):
            "The checkpoint '\(path)' has no '\(file)'. Copy the whole folder of the checkpoint; its files are "
                + "config.json, model.safetensors, vocab.json, merges.txt, tokenizer_config.json and speech_tokenizer/."
        case .noSpeakerEncoder(let path):
            "The checkpoint '\(path)' is of the type custom_voice and has no speaker encoder, so it cannot learn a new "
                + "speaker's voice from a reference recording. Start from a base checkpoint."
        case .noSpeechTokenizer(let path):
            "There is no speech tokenizer in '\(path)'. Give the folder of a Qwen3-TTS checkpoint, or its folder "
                + "speech_tokenizer, with config.json and model.safetensors."
        case .cannotWrite(let path, let reason):
            "The checkpoint '\(path)' cannot be written: \(reason). Nothing half-written was left there."
        case .exists(let path):
            "'\(path)' exists already. Choose another folder, or remove it first."
        case .noFreeRow(let name, let path, let used):
            "There is no free row left in the codec embedding of '\(path)' for '\(name)': \(used) are used by codes, "
                + "control tokens, languages and speakers. Train fewer speakers into one model."
        case .rowOutside(let path, let table, let name, let row, let rows):
            "The file '\(path)' gives '\(name)' the row \(row) (\(table)), and the codec embedding has the rows 0 to \(rows - 1). Use "
                + "the config.json that came with the weights, or correct the row."
        case .speakerExists(let name, let path):
            "The checkpoint '\(path)' has a speaker '\(name)' already. Give the new one another name."
        case .alreadyBase(let path):
            "The checkpoint '\(path)' is a base checkpoint already, with a speaker encoder of its own. Use it as it is."
        case .noSpeakerEncoderToTake(let path, let type):
            "The checkpoint '\(path)' has no speaker encoder to take: its type is \(type). Name the base checkpoint that "
                + "the fine-tuning started from."
        case .speakerEncoderWidth(let path, let width, let model, let hidden):
            "The speaker encoder of '\(path)' makes vectors of \(width) values, where '\(model)' needs \(hidden). Name "
                + "the base checkpoint that the fine-tuning started from, or another of that size."
        }
    }
}
