/// What is put before the frames of an utterance, and the text that runs along with them.
///
/// Every position has a text channel and, after the role, a codec channel; their embeddings are added. One type makes
/// the sequence for training and for generation, so that the two cannot drift apart.
///
/// In order: how to speak (the instruct), the role, the language's tag and the speaker, and then the text and the codes of
/// what has been said. That begins with the start of speech; a reference recording puts its text before the text, and
/// its frames after that start, so that the utterance goes on from it.
///
/// Reference: `Qwen3TTSForConditionalGeneration.generate` and `generate_icl_prompt` (qwen-tts 0.1.1), the construction of
/// `talker_input_embeds` and `trailing_text_hiddens`.
public struct Prompt: Sendable, Equatable {
    /// Whose voice the codec channel names.
    public enum Speaker: Sendable, Equatable {
        /// Nobody: the model chooses.
        case none
        /// A row of the codec embedding.
        case row(Int)
        /// A vector of the talker's width, beside the prompt: the entry of that number in the caller's list.
        case vector(Int)
    }

    /// What stands in the codec channel of a position.
    public enum CodecEntry: Sendable, Equatable {
        case none
        case row(Int)
        case vector(Int)
        /// A frame of the reference, by its number in `referenceFrames`: the sum of the embeddings of its codes.
        case frame(Int)
    }

    /// A recording that the utterance goes on from, in the same voice: in-context cloning.
    public struct Reference: Sendable, Equatable {
        /// The tokens of `<|im_start|>assistant\n{what is said in it}<|im_end|>\n`.
        public var tokens: [Int]
        /// Its codes, `[T][Q]`.
        public var frames: [[Int]]

        /// Puts together a recording's text and codes; neither may be empty.
        public init(tokens: [Int], frames: [[Int]]) {
            self.tokens = tokens
            self.frames = frames
        }
    }

    /// How the text is laid out.
    public enum Layout: Sendable, Equatable, CaseIterable {
        /// The whole text comes before the first frame.
        case wholeText
        /// The text runs along with the frames, one token a frame.
        case streamingText
    }

    /// One text token for each position before the first frame.
    public private(set) var textTokens: [Int] = []
    /// One entry for each position before the first frame.
    public private(set) var codecEntries: [CodecEntry] = []
    /// The text tokens that are added to the frames 0, 1, ...; after them comes `paddingToken`.
    public private(set) var trailingTokens: [Int] = []
    /// `[T][Q]`: the frames that `codecEntries` refer to.
    public let referenceFrames: [[Int]]
    /// The text token that runs along with the frames once the text has ended.
    public let paddingToken: Int

    /// The number of positions before the first frame; the last of them predicts it.
    public var count: Int { textTokens.count }

    /// - Parameters:
    ///   - tokens: the tokens of `<|im_start|>assistant\n{text}<|im_end|>\n<|im_start|>assistant\n`.
    ///   - reference: what the utterance goes on from; nil begins anew.
    ///   - instruct: the tokens of `<|im_start|>user\n{how to speak}<|im_end|>\n`; none for no instruct.
    ///   - language: a row of the codec embedding; nil lets the model find out.
    public init(
        tokens: [Int], reference: Reference? = nil, instruct: [Int] = [], speaker: Speaker, language: Int?,
        layout: Layout, _ configuration: ModelConfiguration
    ) {
        let talker = configuration.talker
        paddingToken = configuration.textPad
        referenceFrames = reference?.frames ?? []
        precondition(tokens.count > Self.wrapping, "the text has no token")
        let text = tokens.dropFirst(Self.roleLength).dropLast(Self.tailLength)

        for token in instruct { append(token, .none) }
        for token in tokens[..<Self.roleLength] { append(token, .none) }
        let tag =
            language.map { [talker.think, talker.thinkBOS, $0, talker.thinkEOS] }
            ?? [talker.noThink, talker.thinkBOS, talker.thinkEOS]
        for row in tag { append(configuration.textPad, .row(row)) }
        switch speaker {
        case .none: break
        case .row(let row): append(configuration.textPad, .row(row))
        case .vector(let index): append(configuration.textPad, .vector(index))
        }
        append(configuration.textBOS, .row(talker.codecPad))
        // Without a reference nothing has been said but the start of speech.
        let spoken = (reference.map(Self.text) ?? []) + text + [configuration.textEOS]
        let said = [.row(talker.codecBOS)] + referenceFrames.indices.map(CodecEntry.frame)
        switch layout {
        case .wholeText:
            for token in spoken { append(token, .row(talker.codecPad)) }
            for entry in said { append(configuration.textPad, entry) }
        case .streamingText:
            for (position, entry) in said.enumerated() {
                append(position < spoken.count ? spoken[position] : configuration.textPad, entry)
            }
            trailingTokens = Array(spoken.dropFirst(said.count))
        }
    }

    /// The text token that is added to a frame.
    public func textToken(atFrame frame: Int) -> Int {
        frame < trailingTokens.count ? trailingTokens[frame] : paddingToken
    }

    /// The tokens of what is said in a reference.
    private static func text(_ reference: Reference) -> [Int] {
        precondition(reference.tokens.count > referenceWrapping, "the reference's text has no token")
        precondition(!reference.frames.isEmpty, "the reference has no frame")
        return Array(reference.tokens.dropFirst(roleLength).dropLast(referenceTailLength))
    }

    private mutating func append(_ token: Int, _ entry: CodecEntry) {
        textTokens.append(token)
        codecEntries.append(entry)
    }

    /// Tokens of a text's chat template that are not the text's own.
    public static let wrapping = roleLength + tailLength
    /// Tokens of a reference's chat template that are not the text's own.
    public static let referenceWrapping = roleLength + referenceTailLength
    /// Positions before the first frame at most, besides the text's tokens: role, tag, speaker, and the beginnings and ends of text and speech.
    public static let overhead = roleLength + 4 + 1 + 3

    /// `<|im_start|>`, `assistant`, a newline.
    static let roleLength = 3
    /// `<|im_end|>`, a newline, and the role of the answer.
    static let tailLength = 5
    /// `<|im_end|>` and a newline.
    static let referenceTailLength = 2
}
