import GoldenCases
import ModelFixtures
import NeuralNetwork
import Qwen3TTS
import TestSupport
import Testing
import Torch

/// Training and generation compute the same in every layout that a prompt can have.
@Suite("Layouts")
struct LayoutTests {
    /// What an utterance begins after: nothing, or a reference of so many frames with four tokens of text.
    enum Beginning: CaseIterable {
        case anew, shortReference, longReference

        var referenceFrames: Int? {
            switch self {
            case .anew: nil
            case .shortReference: 2
            case .longReference: 14
            }
        }
    }

    /// Three tokens between the role and the tail.
    private let text = [1, 2, 3, 11, 12, 13, 91, 92, 93, 94, 95]
    private let referenceText = [1, 2, 3, 21, 22, 23, 24, 91, 92]
    private let instruct = [31, 32, 33, 34]

    private func frames(_ count: Int, seed: UInt64) -> [[Int]] {
        var noise = Noise(seed: seed)
        return (0..<count).map { _ in (0..<16).map { _ in Int(noise.next() % 64) } }
    }

    @Test(
        "Teacher-forced logits of all heads are those of step-by-step generation", arguments: TinyCheckpoint.all,
        Prompt.Layout.allCases.flatMap { layout in Beginning.allCases.map { (layout, $0) } })
    func teacherForcing(tiny: TinyCheckpoint, layout: (layout: Prompt.Layout, beginning: Beginning)) throws {
        let golden = try TrainingCase(tiny)
        let talker = try golden.checkpoint.loadModel().model.talker
        let vectors = try golden.speakers()
        let reference = layout.beginning.referenceFrames.map {
            Prompt.Reference(tokens: referenceText, frames: frames($0, seed: 1))
        }
        for speaker in [Prompt.Speaker.none, .row(1016), .vector(2)] {
            for language in [nil, 66] {
                for instruct in [[], instruct] {
                    let prompt = Prompt(
                        tokens: text, reference: reference, instruct: instruct, speaker: speaker, language: language,
                        layout: layout.layout, golden.checkpoint.configuration)
                    let sequence = Utterance(prompt: prompt, frames: frames(6, seed: 2))
                    let name = "\(speaker), \(String(describing: language)), \(instruct)"
                    try withoutGradients {
                        let forced = try teacherForced(talker, sequence, vectors)
                        let stepped = try stepByStep(talker, sequence, vectors)
                        try expectClose(forced.main, stepped.main, tolerance: 2e-5, "codebook 0: \(name)")
                        try expectClose(forced.sub, stepped.sub, tolerance: 2e-5, "the others: \(name)")
                    }
                }
            }
        }
    }

    /// Logits of codebook 0 for every frame and the end, and of the other codebooks for every frame: one pass each, with
    /// another sequence in the batch.
    private func teacherForced(
        _ talker: Talker, _ sequence: Utterance, _ vectors: Tensor
    ) throws -> (main: Tensor, sub: Tensor) {
        var other = sequence
        other.frames += frames(3, seed: 3)
        let embeddings = try talker.embed([other, sequence], speakers: vectors, .float32, on: .cpu)
        let start = sequence.prompt.count - 1
        let hidden = try talker(embeddings).select(0, 1).narrowed(0, start..<sequence.count)
        let codes = try talker.codes(sequence.frames, on: .cpu)
        let sub = try talker.codePredictor.logits(
            hidden: hidden.narrowed(0, 0..<sequence.frames.count),
            firstEmbeddings: talker.codecEmbedding(codes.select(1, 0)), codes: codes)
        return (try talker.codecHead(hidden), try stacked(sub, 1))
    }

    /// The same with kept keys and values: the prompt first, then one frame after the other, as generation reads them.
    private func stepByStep(
        _ talker: Talker, _ sequence: Utterance, _ vectors: Tensor
    ) throws -> (main: Tensor, sub: Tensor) {
        let prompt = sequence.prompt
        let caches = try talker.makeCaches(batch: 1, capacity: sequence.count, .float32, on: .cpu)
        let prefix = try talker.embed(
            [Utterance(prompt: prompt, frames: [])], speakers: vectors, .float32, on: .cpu)
        var hidden = try talker(prefix, caches: caches).select(1, prompt.count - 1)  // [1, hidden]
        var main = [try talker.codecHead(hidden)]
        var sub: [Tensor] = []
        for (step, frame) in sequence.frames.enumerated() {
            sub.append(try stacked(complete(talker, frame, hidden: hidden), 1))
            let position = prompt.count + step
            let text = try talker.embedText(Tensor(indices: [prompt.textToken(atFrame: step)]), .float32)
            let input = try talker.embedFrames(talker.codes([frame], on: .cpu), .float32) + text
            hidden = try talker(
                input.unsqueezed(0), rotary: talker.rotary(positions: position..<position + 1, on: .cpu),
                caches: caches
            ).select(1, 0)
            main.append(try talker.codecHead(hidden))
        }
        return (try concatenated(main, 0), try concatenated(sub, 0))
    }

    /// The logits of a frame's other codebooks, each from the codes before it.
    private func complete(_ talker: Talker, _ frame: [Int], hidden: Tensor) throws -> [Tensor] {
        let predictor = talker.codePredictor
        let caches = try predictor.makeCaches(batch: 1, .float32, on: .cpu)
        let rotary = try predictor.rotary(positions: frame.count, on: .cpu)
        var input = try stacked([hidden, talker.codecEmbedding(Tensor(indices: [frame[0]]))], 1)
        var logits: [Tensor] = []
        for (index, head) in predictor.heads.enumerated() {
            let start = index == 0 ? 0 : index + 1
            let states = try predictor(input, rotary: rotary.narrowed(start..<index + 2), caches: caches)
            logits.append(try head(states.select(1, states.size(1) - 1)))
            if index + 1 < predictor.heads.count {
                input = try predictor.codecEmbeddings[index](Tensor(indices: [frame[index + 1]])).unsqueezed(1)
            }
        }
        return logits
    }
}
