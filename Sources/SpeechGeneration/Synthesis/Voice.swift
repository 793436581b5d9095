public import Qwen3TTS
public import Torch

/// Who speaks.
public enum Voice {
    /// One of the checkpoint's speakers; nil where there is only one, or where an instruct describes the voice.
    case speaker(String?)
    /// The voice of a recording.
    case clone(ClonedVoice)
}

/// What a base model needs of a recording to speak in its voice: `Synthesizer.cloneVoice` makes it.
public struct ClonedVoice {
    /// The speaker encoder's vector, `[hidden]`.
    public let vector: Tensor
    /// The recording itself, which speech then goes on from; nil to take nothing from it but the vector.
    public let reference: Prompt.Reference?

    /// Puts together what was computed from a recording.
    public init(vector: Tensor, reference: Prompt.Reference?) {
        self.vector = vector
        self.reference = reference
    }
}

/// A text, and how it is to be spoken.
public struct SpeechRequest {
    /// Of any length: a long one is spoken in pieces.
    public var text: String
    /// Who speaks.
    public var voice: Voice
    /// A name such as "English", or "Auto".
    public var language: String
    /// How to speak, in words; for models that listen to it.
    public var instruct: String?
    /// Nil for the official package's choice: text along with the frames for a cloned voice, else the whole text first.
    public var layout: Prompt.Layout?
    /// How codes are chosen, and the cap on each piece.
    public var options: GenerationOptions

    /// Asks for a text to be spoken.
    public init(
        _ text: String, voice: Voice = .speaker(nil), language: String = "Auto", instruct: String? = nil,
        layout: Prompt.Layout? = nil, _ options: GenerationOptions
    ) {
        self.text = text
        self.voice = voice
        self.language = language
        self.instruct = instruct
        self.layout = layout
        self.options = options
    }
}
