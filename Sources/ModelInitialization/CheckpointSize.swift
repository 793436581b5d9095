public import Torch

/// How large a new checkpoint is.
public enum CheckpointSize: String, Sendable, CaseIterable {
    /// 0.6 million parameters: for tests.
    case tiny
    /// 20 million parameters: trains on a CPU in minutes.
    case mini
    /// The sizes of Qwen/Qwen3-TTS-12Hz-0.6B.
    case small = "0.6b"
    /// The sizes of Qwen/Qwen3-TTS-12Hz-1.7B.
    case large = "1.7b"

    /// Whether the vocabulary is Qwen's own, whose files have to be given, and not the reduced one.
    public var hasFullVocabulary: Bool { self == .small || self == .large }

    /// What the main model's parameters are stored in; those of the speech tokenizer always are float32.
    public var dtype: DType { hasFullVocabulary ? .bfloat16 : .float32 }
}

/// What a checkpoint can do out of the box.
public enum CheckpointType: String, Sendable, CaseIterable {
    /// Has a speaker encoder, and speaks like a reference recording.
    case base
    /// Has rows for named speakers.
    case customVoice = "custom_voice"
}
