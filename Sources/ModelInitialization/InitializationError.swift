/// Why a checkpoint with random weights cannot be made.
public enum InitializationError: Error, Equatable, CustomStringConvertible {
    /// A property of a vocabulary that the model needs otherwise; nil where the vocabulary lacks it.
    public struct Difference: Sendable, Equatable {
        /// Completes "… is", such as `the id of '<tts_pad>'`.
        public let property: String
        /// What the vocabulary has.
        public let found: Int?
        /// What the model needs.
        public let expected: Int

        /// Creates a difference.
        public init(_ property: String, found: Int?, expected: Int) {
            self.property = property
            self.found = found
            self.expected = expected
        }
    }

    case needsTokenizer(size: CheckpointSize)
    case surplusTokenizer(size: CheckpointSize, path: String)
    case wrongTokenizer(path: String, size: CheckpointSize, [Difference])

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .needsTokenizer(let size):
            "A checkpoint of the size \(size.rawValue) has Qwen's whole vocabulary, which does not ship with this "
                + "program. Give with --tokenizer a folder that has vocab.json, merges.txt and tokenizer_config.json of "
                + "Qwen/Qwen3-TTS-12Hz-0.6B-Base."
        case .surplusTokenizer(let size, let path):
            "A checkpoint of the size \(size.rawValue) has a reduced vocabulary of its own, so the tokenizer '\(path)' "
                + "has no use. Leave --tokenizer out, or choose the size 0.6b or 1.7b."
        case .wrongTokenizer(let path, let size, let differences):
            ([
                "The tokenizer '\(path)' is not the one of Qwen3-TTS, which a checkpoint of the size \(size.rawValue) "
                    + "needs:"
            ]
                + differences.map {
                    "  \($0.property) is \($0.found.map(String.init) ?? "missing"), where \($0.expected) is expected."
                }
                + ["Take vocab.json, merges.txt and tokenizer_config.json from Qwen/Qwen3-TTS-12Hz-0.6B-Base."])
                .joined(separator: "\n")
        }
    }
}
