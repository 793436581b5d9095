public import SpeechDataset

/// A clip that is ready for training, without its recording.
public struct StoredClip: Sendable, Equatable {
    /// The SHA-256 that the clip is known by, in hexadecimal.
    public var id: String
    /// The number of its speaker in the dataset.
    public var speaker: Int
    /// What is said.
    public var text: String
    /// The language's name, such as `English`, or `Auto`.
    public var language: String
    /// How it is said, where the dataset tells.
    public var instruct: String?
    /// The speech tokenizer's codes.
    public var codes: Codes

    /// Puts together what is known of a clip.
    public init(
        id: String, speaker: Int, text: String, language: String, instruct: String? = nil, codes: Codes
    ) {
        self.id = id
        self.speaker = speaker
        self.text = text
        self.language = language
        self.instruct = instruct
        self.codes = codes
    }
}
