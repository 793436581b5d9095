import Foundation
public import Qwen3TTS
public import SpeechGeneration
import Tokenization
public import Torch

/// What the official package generates greedily with a checkpoint, in every layout.
public struct GenerationCases {
    /// The checkpoint that speaks.
    public let checkpoint: Checkpoint
    /// The golden tensors of the generation.
    public let file: SafetensorsFile
    /// What the golden JSON says.
    public let parameters: Parameters
    /// Vectors and codes of the test signals are in the golden file of the model.
    private let signals: TrainingCase

    /// The parts of the golden JSON that are about generation.
    public struct Parameters: Decodable, Sendable {
        /// The utterances by name.
        public var gen: [String: Case]
        /// Rows that have names there, beside the checkpoint's.
        public var speakers: [String: Int]
        /// How probabilities were made of logits.
        public var sampling: Sampling
        /// How the file was made.
        public var about: About
    }

    /// How the file was made.
    public struct About: Decodable, Sendable {
        /// The cap on generated frames.
        public var frames: Int
    }

    /// An utterance.
    public struct Case: Decodable, Sendable {
        /// What is said, and the official name of its language, or "Auto".
        public var text, language: String
        /// A name; nil for a vector or nobody.
        public var speaker: String?
        /// The signal whose vector is the speaker, and the one that is gone on from.
        public var xvec, icl: Int?
        /// What is said in the signal that is gone on from, and how to speak.
        public var refText, instruct: String?
        /// Whether the whole text comes before the first frame.
        public var nonStreaming: Bool
        /// Nil for none.
        public var repetitionPenalty: Double?
        /// Whether the model ended its speech by itself.
        public var stoppedByEos: Bool
    }

    /// The settings of the logits processors.
    public struct Sampling: Decodable, Sendable {
        /// As in `SamplingOptions`.
        public var repetitionPenalty, temperature, topP: Double
        /// As in `SamplingOptions`.
        public var topK: Int
    }

    /// Reads the golden files of a checkpoint.
    public init(_ tiny: TinyCheckpoint) throws {
        signals = try TrainingCase(tiny)
        checkpoint = signals.checkpoint
        let name = tiny.url.lastPathComponent + "-generation"
        let url = tiny.url.deletingLastPathComponent().appending(path: name)
        file = try SafetensorsFile(url.appendingPathExtension("safetensors"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        parameters = try decoder.decode(
            Parameters.self, from: Data(contentsOf: url.appendingPathExtension("json")))
    }

    /// The utterances in the order of their names.
    public var all: [(name: String, case: Case)] {
        parameters.gen.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The speaker vectors that the prompts refer to by number.
    public func speakers() throws -> Tensor { try signals.speakers() }

    /// The tokens of an utterance, with their chat templates.
    public func tokens(_ utterance: Case) throws -> (text: [Int], reference: [Int]?, instruct: [Int]?) {
        let tokenizer = try checkpoint.loadTokenizer()
        return (
            tokenizer.encode(ChatTemplate.assistant(utterance.text)),
            utterance.refText.map { tokenizer.encode(ChatTemplate.reference($0)) },
            utterance.instruct.map { tokenizer.encode(ChatTemplate.instruct($0)) }
        )
    }

    /// The prompt of an utterance.
    public func prompt(_ utterance: Case) throws -> Prompt {
        let (text, referenceText, instruct) = try tokens(utterance)
        var configuration = checkpoint.configuration
        for (name, row) in parameters.speakers { configuration.talker.speakers[name] = SpeakerRow(row) }
        var speaker = utterance.xvec.map(Prompt.Speaker.vector) ?? .none
        var language = configuration.talker.languages[utterance.language.lowercased()]
        if let name = utterance.speaker {
            let voice = try VoiceSelection(
                .speaker(name), language: utterance.language, configuration, checkpoint: checkpoint.url.path)
            speaker = voice.speaker.map(Prompt.Speaker.row) ?? .none
            language = voice.language
        }
        var reference: Prompt.Reference?
        if let signal = utterance.icl, let referenceText {
            reference = Prompt.Reference(tokens: referenceText, frames: try signals.frames("codec/enc/\(signal)/codes"))
        }
        return Prompt(
            tokens: text, reference: reference, instruct: instruct ?? [], speaker: speaker, language: language,
            layout: utterance.nonStreaming ? .wholeText : .streamingText, configuration)
    }

    /// The official greedy choice, with the cap of the golden file.
    public func options(_ utterance: Case) -> GenerationOptions {
        var options = GenerationOptions(maximumFrames: parameters.about.frames)
        options.talker = SamplingOptions(
            isSampled: false, repetitionPenalty: utterance.repetitionPenalty ?? 1)
        options.subTalker = SamplingOptions(isSampled: false)
        return options
    }
}
