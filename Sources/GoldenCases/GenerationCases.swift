import Foundation
public import Qwen3TTS
public import SpeechGeneration
import Tokenization
public import Torch

/// What the official package generates greedily with a checkpoint, in every layout.
public struct GenerationCases {
    /// What was generated.
    public let golden: Golden
    /// Where the vectors of the test signals are.
    private let signals: TrainingCase
    /// The codes of a test signal.
    private let recording: (Int) throws -> [[Int]]

    /// The cases of a golden file.
    ///
    /// - Parameters:
    ///   - signals: the golden file of the model, which has the vectors of the test signals.
    ///   - recording: the codes of a test signal, `[T][Q]`.
    public init(_ golden: Golden, signals: TrainingCase, recording: @escaping (Int) throws -> [[Int]]) {
        self.golden = golden
        self.signals = signals
        self.recording = recording
    }

    /// The checkpoint that speaks.
    public var checkpoint: Checkpoint { signals.checkpoint }
    /// The golden tensors of the generation.
    public var file: SafetensorsFile { golden.file }
    /// What the golden JSON says.
    public var parameters: Golden.Parameters { golden.parameters }

    /// The utterances in the order of their names.
    public var all: [(name: String, case: Golden.GenerationCase)] {
        (parameters.gen ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The speaker vectors that the prompts refer to by number: an encoder's, or the golden ones.
    public func speakers(_ encoder: SpeakerEncoder? = nil) throws -> Tensor { try signals.speakers(encoder) }

    /// The tokens of an utterance, with their chat templates.
    public func tokens(
        _ utterance: Golden.GenerationCase
    ) throws -> (text: [Int], reference: [Int]?, instruct: [Int]?) {
        let tokenizer = try checkpoint.loadTokenizer()
        return (
            tokenizer.encode(ChatTemplate.assistant(utterance.text)),
            utterance.referenceText.map { tokenizer.encode(ChatTemplate.reference($0)) },
            utterance.instruct.map { tokenizer.encode(ChatTemplate.instruct($0)) }
        )
    }

    /// The prompt of an utterance.
    public func prompt(_ utterance: Golden.GenerationCase) throws -> Prompt {
        let (text, referenceText, instruct) = try tokens(utterance)
        let (speaker, language) = try voice(utterance)
        var reference: Prompt.Reference?
        if let signal = utterance.recording, let referenceText {
            reference = Prompt.Reference(tokens: referenceText, frames: try recording(signal))
        }
        return Prompt(
            tokens: text, reference: reference, instruct: instruct ?? [], speaker: speaker, language: language,
            layout: utterance.isWholeText ? .wholeText : .streamingText, checkpoint.configuration)
    }

    /// The official greedy choice, with the cap of the golden file.
    public func options(_ utterance: Golden.GenerationCase) -> GenerationOptions {
        var options = GenerationOptions()
        if let frames = parameters.about?.frames { options.maximumFrames = frames }
        options.talker = SamplingOptions(isSampled: false, repetitionPenalty: utterance.repetitionPenalty ?? 1)
        options.subTalker = SamplingOptions(isSampled: false)
        return options
    }

    private func voice(_ utterance: Golden.GenerationCase) throws -> (speaker: Prompt.Speaker, language: Int?) {
        var configuration = checkpoint.configuration
        guard let name = utterance.speaker else {
            return (
                utterance.vector.map(Prompt.Speaker.vector) ?? .none,
                configuration.talker.languages[utterance.language.lowercased()]
            )
        }
        // The golden file names more rows as speakers.
        for (name, row) in parameters.speakers ?? [:] { configuration.talker.speakers[name] = SpeakerRow(row) }
        let voice = try VoiceSelection(
            .speaker(name), language: utterance.language, configuration, checkpoint: checkpoint.url.path)
        return (voice.speaker.map(Prompt.Speaker.row) ?? .none, voice.language)
    }
}
