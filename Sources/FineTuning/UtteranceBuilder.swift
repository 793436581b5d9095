public import Qwen3TTS
import Randomness
public import Tokenization

/// Turns a clip's text and codes into what the model is trained on.
///
/// Which layout a clip gets, whether its language is named, and which clip it goes on from, follows from the seed, the
/// epoch and the clip alone: the same whatever the batch, the order or the number of processes.
public struct UtteranceBuilder: Sendable {
    /// A clip, ready for the model.
    public struct Example: Sendable, Equatable {
        /// The same in every run, since random choices follow from it.
        public var id: String
        /// What is said in the clip, without the chat template.
        public var text: String
        /// The official name of a language in any case, or "Auto".
        public var language: String
        /// The number of the speaker among the run's voices.
        public var speaker: Int
        /// `[T][Q]`.
        public var frames: [[Int]]
        /// How it is said, without the chat template; nil for no instruct.
        public var instruct: String?

        /// Puts together what is known of a clip.
        public init(
            id: String, text: String, language: String, speaker: Int, frames: [[Int]], instruct: String? = nil
        ) {
            self.id = id
            self.text = text
            self.language = language
            self.speaker = speaker
            self.frames = frames
            self.instruct = instruct
        }
    }

    /// The model that the sequences are for, with its special tokens and its ranges of codes.
    public let configuration: ModelConfiguration
    /// The checkpoint's own, which makes the prompts' text tokens.
    public let tokenizer: TextTokenizer
    /// Rows of the language tags, by lower-case name.
    public let languages: [String: Int]
    /// The names of the run's speakers, some of whom speak a dialect.
    public let speakers: [String]
    /// The shares of examples with streaming text, with a named language, and that go on from another clip.
    public let streamingTextRatio, languageTagRatio, inContextRatio: Double
    /// What makes the choices of another run differ.
    public let seed: UInt64

    /// Makes utterances for this model; the ratios go from 0 to 1.
    public init(
        _ configuration: ModelConfiguration, tokenizer: TextTokenizer, languages: [String: Int],
        speakers: [String] = [],
        streamingTextRatio: Double, languageTagRatio: Double, inContextRatio: Double = 0, seed: UInt64
    ) {
        self.configuration = configuration
        self.tokenizer = tokenizer
        self.languages = languages
        self.speakers = speakers
        self.streamingTextRatio = streamingTextRatio
        self.languageTagRatio = languageTagRatio
        self.inContextRatio = inContextRatio
        self.seed = seed
    }

    /// - Parameter reference: the clip that the example goes on from; only the example's own frames are predicted.
    /// - Throws: `TrainingError` when a text is empty, the language unknown, a reference without frames, or a code not
    ///   one of the model's.
    public func utterance(
        _ example: Example, after reference: Example? = nil, epoch: Int
    ) throws(TrainingError) -> Utterance {
        _ = try languageRow(of: example.language, clip: example.id)
        let tokens = tokenizer.encode(ChatTemplate.assistant(speakableText(example.text)))
        guard tokens.count > Prompt.wrapping else { throw .textTooShort(clip: example.id) }
        try check(example)
        let isStreaming = share(example.id, epoch, salt: 1) < streamingTextRatio
        let isTagged = share(example.id, epoch, salt: 2) < languageTagRatio
        let prompt = Prompt(
            tokens: tokens, reference: try reference.map(self.reference), instruct: instruct(example),
            speaker: .vector(example.speaker), language: try tagRow(of: example, isTagged: isTagged),
            layout: isStreaming ? .streamingText : .wholeText, configuration)
        return Utterance(prompt: prompt, frames: example.frames, clip: example.id)
    }

    /// The place of the clip that a clip goes on from in an epoch; nil when it begins anew.
    ///
    /// - Parameters:
    ///   - place: the clip's own place among the speaker's clips, which is never chosen.
    ///   - count: the number of the speaker's clips.
    public func companion(of id: String, at place: Int, among count: Int, epoch: Int) -> Int? {
        guard count > 1, share(id, epoch, salt: 3) < inContextRatio else { return nil }
        // One of all but the last, which stands in for the clip itself: each other clip is equally likely.
        let chosen = Int(share(id, epoch, salt: 4) * Double(count - 1))
        return chosen == place ? count - 1 : chosen
    }

    private func reference(_ example: Example) throws(TrainingError) -> Prompt.Reference {
        let tokens = tokenizer.encode(ChatTemplate.reference(speakableText(example.text)))
        guard tokens.count > Prompt.referenceWrapping else { throw .textTooShort(clip: example.id) }
        guard !example.frames.isEmpty else { throw .noFrames(clip: example.id) }
        try check(example)
        return Prompt.Reference(tokens: tokens, frames: example.frames)
    }

    /// None where the model would not be given it in generation either.
    private func instruct(_ example: Example) -> [Int] {
        let text = speakableText(example.instruct ?? "")
        return text.isEmpty || configuration.ignoresInstruct ? [] : tokenizer.encode(ChatTemplate.instruct(text))
    }

    /// The row of the tag that speaking would use: that of its dialect for a speaker who has one.
    private func tagRow(of example: Example, isTagged: Bool) throws(TrainingError) -> Int? {
        let speaker = speakers.indices.contains(example.speaker) ? speakers[example.speaker] : nil
        let tag = configuration.talker.tag(of: isTagged ? example.language : "Auto", speaker: speaker)
        return try languageRow(of: tag, clip: example.id)
    }

    /// The row of a language's tag; nil for "Auto".
    func languageRow(of language: String, clip: String) throws(TrainingError) -> Int? {
        let name = language.lowercased()
        if name == "auto" { return nil }
        guard let row = languages[name] else {
            throw .unknownLanguage(language, clip: clip, known: Array(languages.keys))
        }
        return row
    }

    /// The number of text tokens that a clip's text comes to; 0 when nothing is said.
    static func tokenCount(_ text: String, _ tokenizer: TextTokenizer) -> Int {
        max(0, tokenizer.encode(ChatTemplate.assistant(speakableText(text))).count - Prompt.wrapping)
    }

    private func check(_ example: Example) throws(TrainingError) {
        let talker = configuration.talker
        for frame in example.frames {
            guard frame.count == talker.codeGroups else {
                throw .codesMismatch(clip: example.id, codebooks: frame.count, expected: talker.codeGroups)
            }
            for code in frame where code < 0 || code >= talker.codePredictor.vocabulary {
                throw .codeOutOfRange(clip: example.id, code: code, limit: talker.codePredictor.vocabulary)
            }
        }
    }

    /// A number in [0, 1) that depends on the seed, the epoch, the clip and the question.
    private func share(_ id: String, _ epoch: Int, salt: UInt64) -> Double {
        let hash = StableHash(of: id.utf8).value
        var generator = SeededGenerator(
            seed: hash ^ seed &* 0x9E37_79B9 ^ UInt64(epoch) &* 0x85EB_CA6B ^ salt &* 0xC2B2_AE35)
        return generator.uniform01()
    }
}
