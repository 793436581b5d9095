import Audio
import Foundation
public import ProcessorKernels
public import Qwen3TTS
import Tokenization
public import Torch

/// Speaks texts with a checkpoint: a text becomes codes, and codes become sound.
///
/// A long text is cut at sentence ends, and its pieces, spoken as so many utterances, are joined with pauses.
public final class Synthesizer {
    /// How the work is done.
    public struct Options: Sendable, Equatable {
        /// Where tensors live.
        public var device = Device.cpu
        /// The type of activations on a GPU; the CPU computes in float32.
        public var dtype = DType.float32
        /// How the CPU keeps the weights.
        public var weights = WeightStorage.asStored
        /// A text of more letters is cut at sentence ends; 0 never cuts.
        public var pieceLength = 300
        /// Utterances spoken at a time.
        public var batchSize = 8
        /// How often speech of an implausible length is tried again, with another seed, before it is reported.
        public var retries = 2

        /// The defaults.
        public init() {}
    }

    private let checkpoint: Checkpoint
    private let options: Options
    private let model: Qwen3TTSModel
    private let speechTokenizer: SpeechTokenizer
    private let textTokenizer: TextTokenizer
    private let generator: Generator

    /// Loads the checkpoint.
    ///
    /// - Parameter clones: whether recordings will be given, which the speech tokenizer's encoder is loaded for.
    public init(_ checkpoint: Checkpoint, _ options: Options = Options(), clones: Bool = false) throws {
        self.checkpoint = checkpoint
        self.options = options
        // The processor's steps read the file's own memory; a layer on a GPU would convert its weights in every step.
        model = try checkpoint.loadModel(on: options.device) {
            options.device == .cpu || $0 == "talker.model.text_embedding.weight" || $0.hasPrefix("speaker_encoder.")
        }.model
        speechTokenizer = try SpeechTokenizer(
            directory: checkpoint.speechTokenizer, parts: clones ? .both : .decoder, on: options.device)
        textTokenizer = try checkpoint.loadTokenizer()
        generator = try Generator(
            model.talker,
            options.device == .cpu ? .processor(options.weights) : .tensors(options.dtype, options.device))
    }

    /// Samples a second of everything that is spoken, in hertz.
    public var sampleRate: Int { 24000 }

    // MARK: Voices

    /// Takes a voice from a recording.
    ///
    /// - Parameters:
    ///   - samples: 24 kHz, mono.
    ///   - text: what is said in it, for speech that goes on from it; nil takes the voice alone.
    /// - Throws: `SynthesisError.cannotClone` or `.emptyReferenceText`.
    public func cloneVoice(_ samples: [Float], text: String?) throws -> ClonedVoice {
        guard let encoder = model.speakerEncoder else {
            throw SynthesisError.cannotClone(checkpoint: checkpoint.url.path, type: checkpoint.configuration.type)
        }
        try RecordingError.check(samples, text: text)
        return try withoutGradients {
            let vector = try encoder.embed(samples).reshaped(-1)
            guard let text else { return ClonedVoice(vector: vector, reference: nil) }
            let spoken = speakableText(text)
            guard !spoken.isEmpty else { throw SynthesisError.emptyReferenceText }
            let codes = try speechTokenizer.encode(samples).to(.cpu)
            let values: [Int64] = try codes.array()
            let width = codes.size(1)
            return ClonedVoice(
                vector: vector,
                reference: .init(
                    tokens: textTokenizer.encode(ChatTemplate.reference(spoken)),
                    frames: stride(from: 0, to: values.count, by: width).map { start in
                        values[start..<start + width].map(Int.init)
                    }))
        }
    }

    // MARK: Speech

    /// Speech, and how it came about.
    public struct Speech: Sendable, Equatable {
        /// 24 kHz, mono; none when the model ended before the first frame.
        public var samples: [Float]
        /// The codes of all pieces, `[T][Q]`.
        public var codes: [[Int]]
        /// Pieces that were cut at the cap, since the model did not end them.
        public var cutPieces: Int
        /// Pieces whose length is implausible for their text, after all retries.
        public var oddPieces: Int
        /// Pieces in all.
        public var pieces: Int
    }

    /// Speaks a text.
    ///
    /// - Parameter shouldStop: asked after each frame with the number of frames so far; what was spoken until then is
    ///   returned.
    /// - Throws: `SynthesisError` for a request that cannot be spoken, `.silent` when the model said nothing.
    public func speak(_ request: SpeechRequest, shouldStop: @escaping (Int) -> Bool = { _ in false }) throws -> Speech {
        var speech: Speech?
        let rest = try speak([request], shouldStop: shouldStop) { speech = $1 }
        guard let result = speech ?? rest.first?.speech, !result.codes.isEmpty else { throw SynthesisError.silent }
        return result
    }

    /// Speaks texts, several at a time.
    ///
    /// - Parameters:
    ///   - shouldStop: asked after each frame with the number of frames so far of all texts.
    ///   - onSpeech: called with each text's speech as soon as it is complete, in no particular order; without samples
    ///     when the model said nothing.
    /// - Returns: what was begun and not completed because the work was stopped.
    /// - Throws: `SynthesisError` for a request that cannot be spoken, before any is.
    @discardableResult
    public func speak(
        _ requests: [SpeechRequest], shouldStop: @escaping (Int) -> Bool = { _ in false },
        onSpeech: (_ request: Int, Speech) throws -> Void
    ) throws -> [(request: Int, speech: Speech)] {
        var texts = try requests.map { try SpokenText(pieces: pieces($0), reference: $0.voice.reference) }
        var waiting = texts.indices.flatMap { text in texts[text].pieces.indices.map { (text: text, piece: $0) } }
        var frames = 0
        for attempt in 0...options.retries {
            let round = waiting
            waiting = []
            let results = try generator.generate(
                round.map { texts[$0.text].pieces[$0.piece].request(attempt: attempt) }, batchSize: options.batchSize,
                onResult: { number, result in
                    let (text, piece) = round[number]
                    texts[text].pieces[piece].take(result)
                    if attempt < options.retries && texts[text].pieces[piece].isWorthRetrying {
                        waiting.append(round[number])
                    } else {
                        texts[text].pieces[piece].isDone = true
                    }
                    if texts[text].pieces.allSatisfy(\.isDone) { try onSpeech(text, speech(texts[text])) }
                },
                onFrame: { _, _ in
                    frames += 1
                    return !shouldStop(frames)
                })
            for (number, result) in results.enumerated() where result.ending == .caller {
                texts[round[number].text].pieces[round[number].piece].take(result)
            }
            if results.contains(where: { $0.ending == .caller }) { break }
        }
        return try texts.indices.filter { index in
            !texts[index].pieces.allSatisfy(\.isDone) && texts[index].pieces.contains { !$0.frames.isEmpty }
        }.map { ($0, try speech(texts[$0])) }
    }

    /// Speaks a text while it is being generated.
    ///
    /// - Parameters:
    ///   - framesAtOnce: frames in each call but the first, which comes after four.
    ///   - onSamples: called with the next samples and the number of frames so far; false ends the speech.
    /// - Returns: the speech without its samples.
    public func stream(
        _ request: SpeechRequest, framesAtOnce: Int = 12, onSamples: ([Float], Int) throws -> Bool
    ) throws -> Speech {
        var text = SpokenText(pieces: try pieces(request), reference: request.voice.reference)
        var joiner = WaveformJoiner(sampleRate: sampleRate)
        var frames = 0
        var goesOn = true
        for index in text.pieces.indices where goesOn {
            let stream = try speechTokenizer.makeDecodingStream()
            try advance(stream, over: text.reference)
            var chunk: [[Int]] = []
            func flush() throws {
                guard !chunk.isEmpty else { return }
                let samples: [Float] = try stream.decode(model.talker.codes(chunk, on: .cpu)).to(.cpu).array()
                chunk = []
                let ready = joiner.append(samples)
                if !ready.isEmpty { goesOn = try onSamples(ready, frames) }
            }
            let result = try generator.generate([text.pieces[index].request(attempt: 0)]) { _, frame in
                frames += 1
                chunk.append(frame)
                if chunk.count >= (frames <= 4 ? 4 : framesAtOnce) { try flush() }
                return goesOn
            }[0]
            text.pieces[index].take(result)
            if goesOn { try flush() }
            joiner.endPiece(pause: text.pieces[index].pause)
        }
        let last = joiner.finish()
        if goesOn && !last.isEmpty { _ = try onSamples(last, frames) }
        guard frames > 0 else { throw SynthesisError.silent }
        return text.summary(samples: [])
    }

    // MARK: Pieces

    /// Checks a request, and makes its pieces' prompts.
    private func pieces(_ request: SpeechRequest) throws -> [SpokenPiece] {
        let voice = try VoiceSelection(
            request.voice.kind, language: request.language, instruct: request.instruct, checkpoint.configuration,
            checkpoint: checkpoint.url.path)
        let instruct = speakableText(request.instruct ?? "")
        let pieces =
            options.pieceLength > 0
            ? TextSplitter(maximumLength: options.pieceLength).split(request.text)
            : [TextPiece(speakableText(request.text), end: .paragraph)]
        guard pieces.contains(where: { !$0.text.isEmpty }) else { throw SynthesisError.emptyText }
        guard pieces.contains(where: { $0.text.hasSomethingSpoken }) else {
            throw SynthesisError.unspeakableText(request.text)
        }
        return try pieces.map { piece in
            var speaker = voice.speaker.map(Prompt.Speaker.row) ?? .none
            var speakers: Tensor?
            if case .clone(let cloned) = request.voice {
                speaker = .vector(0)
                speakers = try cloned.vector.unsqueezed(0)
            }
            let prompt = Prompt(
                tokens: textTokenizer.encode(ChatTemplate.assistant(piece.text)), reference: request.voice.reference,
                instruct: instruct.isEmpty ? [] : textTokenizer.encode(ChatTemplate.instruct(instruct)),
                speaker: speaker, language: voice.language,
                layout: request.layout ?? (request.voice.kind == .clone ? .streamingText : .wholeText),
                checkpoint.configuration)
            return SpokenPiece(
                prompt: prompt, speakers: speakers, options: request.options,
                letters: TextSplitter.spokenLength(piece.text), pause: piece.end.pause)
        }
    }

    private func speech(_ text: SpokenText) throws -> Speech {
        var joiner = WaveformJoiner(sampleRate: sampleRate)
        var samples: [Float] = []
        for piece in text.pieces where !piece.frames.isEmpty {
            let stream = try speechTokenizer.makeDecodingStream()
            try advance(stream, over: text.reference)
            try decode(piece.frames, with: stream) { samples += joiner.append(try $0.to(.cpu).array()) }
            joiner.endPiece(pause: piece.pause)
        }
        return text.summary(samples: samples + joiner.finish())
    }

    /// Lets the decoder hear the recording, so that the speech goes on from it.
    private func advance(_ stream: DecodingStream, over reference: Prompt.Reference?) throws {
        try decode(reference?.frames ?? [], with: stream) { _ in }
    }

    private func decode(_ frames: [[Int]], with stream: DecodingStream, onSamples: (Tensor) throws -> Void) throws {
        for start in stride(from: 0, to: frames.count, by: speechTokenizer.framesAtOnce) {
            let end = min(start + speechTokenizer.framesAtOnce, frames.count)
            try onSamples(stream.decode(model.talker.codes(Array(frames[start..<end]), on: .cpu)))
        }
    }
}

/// A text that is being spoken.
private struct SpokenText {
    var pieces: [SpokenPiece]
    let reference: Prompt.Reference?

    func summary(samples: [Float]) -> Synthesizer.Speech {
        .init(
            samples: samples, codes: pieces.flatMap(\.frames), cutPieces: pieces.count { $0.ending == .cap },
            oddPieces: pieces.count { $0.isOdd }, pieces: pieces.count)
    }
}

/// One utterance of a text.
private struct SpokenPiece {
    let prompt: Prompt
    let speakers: Tensor?
    let options: GenerationOptions
    let letters: Int
    /// Seconds, after it.
    let pause: Double
    private(set) var frames: [[Int]] = []
    private(set) var ending: Generator.Ending?
    var isDone = false

    init(prompt: Prompt, speakers: Tensor?, options: GenerationOptions, letters: Int, pause: Double) {
        self.prompt = prompt
        self.speakers = speakers
        self.options = options
        self.letters = letters
        self.pause = pause
    }

    /// Whether the model did not end it, or it has not the length of its text.
    var isOdd: Bool {
        ending == .cap || ending == .model && SpeechLength.fault(frames: frames.count, letters: letters) != nil
    }

    /// Whether another seed may give what this one did not: not where codes are not drawn, or the cap leaves no room for the text.
    var isWorthRetrying: Bool {
        let isDrawn = options.talker.isSampled || options.subTalker.isSampled
        let hasRoom = SpeechLength.fault(frames: options.maximumFrames, letters: letters) != .tooShort
        return isOdd && isDrawn && hasRoom
    }

    /// Each attempt has a seed of its own.
    func request(attempt: Int) -> Generator.Request {
        var options = options
        options.seed &+= UInt64(attempt)
        return .init(prompt, speakers: speakers, options)
    }

    /// Keeps the better of two attempts: one that the model ended is better than one that was cut.
    mutating func take(_ result: Generator.Result) {
        if ending == .model && result.ending != .model || ending != nil && result.ending == .caller { return }
        frames = result.frames
        ending = result.ending
    }
}

extension Voice {
    fileprivate var kind: VoiceSelection.Kind {
        switch self {
        case .speaker(let name): .speaker(name)
        case .clone: .clone
        }
    }

    fileprivate var reference: Prompt.Reference? {
        if case .clone(let voice) = self { voice.reference } else { nil }
    }
}
