import Foundation
import Tokenization
public import Torch

/// Speaks texts with a checkpoint: the text becomes codes, and the codes become sound.
public final class Synthesizer {
    private let checkpoint: Checkpoint
    private let model: Qwen3TTSModel
    private let speechTokenizer: SpeechTokenizer
    private let textTokenizer: TextTokenizer
    private let generator: Generator

    /// Loads all parts of the checkpoint onto `device`; `dtype` is that of the talker's activations.
    public init(_ checkpoint: Checkpoint, _ dtype: DType = .float32, on device: Device = .cpu) throws {
        self.checkpoint = checkpoint
        // A layer would convert a mapped bf16 weight anew for every frame; of the text embedding only rows are read.
        model = try checkpoint.loadModel(on: device) {
            $0 == "talker.model.text_embedding.weight" || $0.hasPrefix("speaker_encoder.")
        }.model
        speechTokenizer = try SpeechTokenizer(directory: checkpoint.speechTokenizer, parts: .decoder, on: device)
        textTokenizer = try checkpoint.loadTokenizer()
        generator = Generator(model.talker, dtype, on: device)
    }

    /// Speech, and how it came about.
    public struct Speech: Sendable, Equatable {
        /// 24 kHz, mono.
        public var samples: [Float]
        /// What the speech tokenizer made them of, `[T][Q]`.
        public var codes: [[Int]]
        /// Frames generated, 12.5 a second.
        public var frames: Int
        /// False when the cap on frames was reached before the model ended.
        public var hasEnded: Bool
    }

    /// Speaks a text as one of the checkpoint's speakers.
    ///
    /// - Parameters:
    ///   - speaker: may be nil where there is only one.
    ///   - language: a name such as "English", or "Auto".
    ///   - shouldStop: asked after each frame with the number of frames so far.
    public func speak(
        _ text: String, speaker: String?, language: String, _ options: GenerationOptions,
        shouldStop: (Int) -> Bool = { _ in false }
    ) throws -> Speech {
        let voice = try VoiceSelection(
            speaker: speaker, language: language, checkpoint.configuration, checkpoint: checkpoint.url.path)
        let text = speakableText(text)
        guard !text.isEmpty else { throw SynthesisError.emptyText }
        let prompt = Prompt(
            tokens: textTokenizer.encode(ChatTemplate.assistant(text)), speaker: .row(voice.speaker),
            language: voice.language, layout: .wholeText, checkpoint.configuration)
        let result = try generator.generate(prompt, options, shouldStop: shouldStop)
        guard !result.frames.isEmpty else { throw SynthesisError.silent }
        return try withoutGradients {
            let codes = try model.talker.codes(result.frames, on: .cpu)
            let samples: [Float] = try speechTokenizer.decode(codes).to(.cpu).array()
            return Speech(
                samples: samples, codes: result.frames, frames: result.frames.count, hasEnded: result.hasEnded)
        }
    }
}
