public import SpeechDataset

/// What a `ClipStore` says of its clips as a whole.
public struct ClipSummary: Codable, Sendable, Equatable {
    /// A speaker's part.
    public struct Speaker: Codable, Sendable, Equatable {
        /// The name.
        public var name: String
        /// Clips to train on; seconds are those of their codes.
        public var train = ClipTotals()
        /// Clips to validate with.
        public var validation = ClipTotals()
        /// Where the dataset has no recording that shows the voice: rows of clips that do.
        public var references: [ClipLocation] = []
    }

    /// The speakers, in the dataset's order.
    public var speakers: [Speaker]
    /// SHA-256 over all ids, speakers, texts, languages and instructs, in hexadecimal.
    public var fingerprint = ""
    /// The languages, each with the first clip that is in it.
    public var languages: [String: String] = [:]
    /// Clips with an instruct.
    public var instructs = 0
    /// Clips that were encoded for the store, and were not before.
    public var encoded = 0
    /// Rows that were looked at.
    public var rows = 0
    /// Rows that were skipped.
    public var badRows = 0
    /// The first of these.
    public var examples: [BadRow] = []

    /// Bad rows that are named; the others are counted.
    static let examplesKept = 20
}
