/// What is put before the frames of an utterance, and the text that runs along with them.
///
/// Every position has a text channel and, after the role, a codec channel; their embeddings are added. One type makes
/// the sequence for training and for generation, so that the two cannot drift apart.
///
/// Reference: `Qwen3TTSForConditionalGeneration.generate` (qwen-tts 0.1.1), the construction of `talker_input_embeds`.
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
    /// The text token that runs along with the frames once the text has ended.
    public let paddingToken: Int

    /// The number of positions before the first frame; the last of them predicts it.
    public var count: Int { textTokens.count }

    /// - Parameters:
    ///   - tokens: the tokens of `<|im_start|>assistant\n{text}<|im_end|>\n<|im_start|>assistant\n`.
    ///   - language: a row of the codec embedding; nil lets the model find out.
    public init(
        tokens: [Int], speaker: Speaker, language: Int?, layout: Layout, _ configuration: ModelConfiguration
    ) {
        let talker = configuration.talker
        paddingToken = configuration.textPad
        precondition(tokens.count > Self.roleLength + Self.tailLength, "the text has no token")
        let text = tokens[Self.roleLength..<tokens.count - Self.tailLength]

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
        switch layout {
        case .wholeText:
            for token in text { append(token, .row(talker.codecPad)) }
            append(configuration.textEOS, .row(talker.codecPad))
            append(configuration.textPad, .row(talker.codecBOS))
        case .streamingText:
            append(text[text.startIndex], .row(talker.codecBOS))
            trailingTokens = text.dropFirst() + [configuration.textEOS]
        }
    }

    /// The text token that is added to a frame.
    public func textToken(atFrame frame: Int) -> Int {
        frame < trailingTokens.count ? trailingTokens[frame] : paddingToken
    }

    private mutating func append(_ token: Int, _ entry: CodecEntry) {
        textTokens.append(token)
        codecEntries.append(entry)
    }

    /// `<|im_start|>`, `assistant`, a newline.
    static let roleLength = 3
    /// `<|im_end|>`, a newline, and the role of the answer.
    static let tailLength = 5
}
