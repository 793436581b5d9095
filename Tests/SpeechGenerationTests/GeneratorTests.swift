import GoldenCases
import ModelFixtures
import NeuralNetwork
import ProcessorKernels
import Qwen3TTS
import SpeechGeneration
import TestSupport
import Testing
import Tokenization
import Torch

@Suite("Generator")
struct GeneratorTests {
    private let greedy = {
        var options = GenerationOptions(maximumFrames: 6)
        options.talker = SamplingOptions(isSampled: false)
        options.subTalker = SamplingOptions(isSampled: false)
        return options
    }()

    private func prompt(_ checkpoint: Checkpoint, _ layout: Prompt.Layout) throws -> Prompt {
        Prompt(
            tokens: try checkpoint.loadTokenizer().encode(ChatTemplate.assistant("Hello, it's 5.")),
            speaker: .vector(0), language: 66, layout: layout, checkpoint.configuration)
    }

    @Test(
        "Greedy frames are the most probable ones of a teacher-forced pass over them", arguments: TinyCheckpoint.all,
        Prompt.Layout.allCases)
    func teacherForcing(tiny: TinyCheckpoint, layout: Prompt.Layout) throws {
        let golden = try TrainingCase(tiny)
        let talker = try golden.checkpoint.loadModel().model.talker
        let vectors = try golden.speakers().narrowed(0, 1..<2)
        let prompt = try prompt(golden.checkpoint, layout)
        let result = try Generator(talker).generate(prompt, speakers: vectors, greedy)
        #expect(!result.frames.isEmpty)
        try withoutGradients {
            let sequence = Utterance(prompt: prompt, frames: result.frames)
            let hidden = try talker(talker.embed([sequence], speakers: vectors, .float32, on: .cpu)).select(0, 0)
                .narrowed(0, prompt.count - 1..<prompt.count - 1 + result.frames.count)
            let codes = try talker.codes(result.frames, on: .cpu)
            // Only codes may be said here; the end is not considered in the first frames.
            let end = talker.configuration.codecEOS
            let vocabulary = talker.configuration.vocabulary
            for (time, logits) in try talker.codecHead(hidden).doubles().chunked(vocabulary).enumerated() {
                let allowed = logits.indices.filter { $0 < vocabulary - 1024 || ($0 == end && time >= 2) }
                #expect(allowed.max { logits[$0] < logits[$1] } == result.frames[time][0], "frame \(time)")
            }
            let sub = try stacked(
                talker.codePredictor.logits(
                    hidden: hidden, firstEmbeddings: talker.codecEmbedding(codes.select(1, 0)), codes: codes), 1)
            #expect(try sub.argmax(2).integers() == result.frames.flatMap { $0.dropFirst() })
        }
    }

    @Test(
        "Steps with kept keys and values give the logits of one pass", arguments: TinyCheckpoint.all,
        Prompt.Layout.allCases)
    func caches(tiny: TinyCheckpoint, layout: Prompt.Layout) throws {
        let golden = try TrainingCase(tiny)
        let talker = try golden.checkpoint.loadModel().model.talker
        try withoutGradients {
            for sequence in try golden.sequences(layout) {
                let embeddings = try talker.embed([sequence], speakers: golden.speakers(), .float32, on: .cpu)
                let atOnce = try talker.codecHead(talker(embeddings))
                let caches = try talker.makeCaches(batch: 1, capacity: sequence.count, .float32, on: .cpu)
                let start = sequence.prompt.count
                var logits = [try talker.codecHead(talker(embeddings.narrowed(1, 0..<start), caches: caches))]
                for position in start..<sequence.count {
                    let step = try talker(
                        embeddings.narrowed(1, position..<position + 1),
                        rotary: talker.rotary(positions: position..<position + 1, on: .cpu), caches: caches)
                    logits.append(try talker.codecHead(step))
                }
                try expectClose(concatenated(logits, 1), atOnce, tolerance: 1e-5)
            }
        }
    }

    @Test("Greedy generation is the same each time, and a seed decides sampling")
    func reproducible() throws {
        let golden = try TrainingCase(.base)
        let generator = try Generator(golden.checkpoint.loadModel().model.talker)
        let prompt = try prompt(golden.checkpoint, .wholeText)
        let vectors = try golden.speakers()
        func frames(_ options: GenerationOptions) throws -> [[Int]] {
            try generator.generate(prompt, speakers: vectors, options).frames
        }
        #expect(try frames(greedy) == frames(greedy))
        let sampled = GenerationOptions(maximumFrames: 6, seed: 1)
        #expect(try frames(sampled) == frames(sampled))
        #expect(try frames(sampled) != frames(GenerationOptions(maximumFrames: 6, seed: 2)))
    }

    @Test(
        "Kernels for few rows and libtorch's layers say the same", arguments: TinyCheckpoint.all,
        Prompt.Layout.allCases)
    func engines(tiny: TinyCheckpoint, layout: Prompt.Layout) throws {
        let golden = try TrainingCase(tiny)
        let talker = try golden.checkpoint.loadModel().model.talker
        let prompt = try prompt(golden.checkpoint, layout)
        let vectors = try golden.speakers()
        for options in [greedy, GenerationOptions(maximumFrames: 6, seed: 3)] {
            #expect(
                try Generator(talker, .processor(.asStored)).generate(prompt, speakers: vectors, options)
                    == Generator(talker, .tensors(.float32, .cpu)).generate(prompt, speakers: vectors, options))
        }
    }

    @Test(
        "Utterances spoken together are what they are alone, whatever the size of the batch", arguments: [1, 2, 3, 8])
    func batches(size: Int) throws {
        let golden = try TrainingCase(.base)
        let generator = try Generator(golden.checkpoint.loadModel().model.talker)
        let vectors = try golden.speakers()
        let tokenizer = try golden.checkpoint.loadTokenizer()
        let texts = ["Hello.", "A longer text, with more words in it.", "Ina kwana?", "x", "It's five."]
        let requests = texts.enumerated().map { index, text in
            var options = GenerationOptions(maximumFrames: 3 + 2 * index, seed: UInt64(index))
            if index == 1 { options = greedy }
            return Generator.Request(
                Prompt(
                    tokens: tokenizer.encode(ChatTemplate.assistant(text)), speaker: .vector(index % 3), language: nil,
                    layout: index.isMultiple(of: 2) ? .wholeText : .streamingText, golden.checkpoint.configuration),
                speakers: vectors, options)
        }
        var streamed: [[[Int]]] = requests.map { _ in [] }
        let together = try generator.generate(requests, batchSize: size) { request, frame in
            streamed[request].append(frame)
            return true
        }
        for (index, request) in requests.enumerated() {
            #expect(try generator.generate(request.prompt, speakers: vectors, request.options) == together[index])
        }
        #expect(streamed == together.map(\.frames))
    }

    @Test("A batch that is stopped keeps what it has")
    func stoppedBatch() throws {
        let golden = try TrainingCase(.base)
        let generator = try Generator(golden.checkpoint.loadModel().model.talker)
        let prompt = try prompt(golden.checkpoint, .wholeText)
        let vectors = try golden.speakers()
        let requests = (0..<3).map { _ in Generator.Request(prompt, speakers: vectors, greedy) }
        var frames = 0
        let results = try generator.generate(requests, batchSize: 2) { _, _ in
            frames += 1
            return frames < 4
        }
        #expect(results.map(\.frames.count) == [2, 2, 0])
        #expect(results.allSatisfy { $0.ending == .caller })
        #expect(try generator.generate([], onFrame: { _, _ in true }).isEmpty)
    }

    @Test("Weights that are no numbers are an error, not noise")
    func notFinite() throws {
        let golden = try TrainingCase(.base)
        let talker = try golden.checkpoint.loadModel().model.talker
        try withoutGradients { try talker.codecHead.weight.fill(.nan) }
        let error = try #require(throws: SynthesisError.self) {
            try Generator(talker).generate(
                prompt(golden.checkpoint, .wholeText), speakers: golden.speakers(), greedy)
        }
        #expect(
            error.description == """
                The model computed infinities or no numbers at all: its weights are damaged, or the training \
                diverged. Use an earlier checkpoint.
                """)
    }

    @Test("The cap on frames is reported, and a model that wants to end says the least number", arguments: [0, 2, 4])
    func minimum(frames: Int) throws {
        let golden = try TrainingCase(.base)
        let talker = try golden.checkpoint.loadModel().model.talker
        let prompt = try prompt(golden.checkpoint, .wholeText)
        let vectors = try golden.speakers()
        var options = greedy
        options.minimumFrames = frames

        // Without any preference the lowest code wins to the cap.
        try withoutGradients { try talker.codecHead.weight.fill(0) }
        let capped = try Generator(talker).generate(prompt, speakers: vectors, options)
        #expect(!capped.hasEnded)
        #expect(capped.frames.map { $0[0] } == [0, 0, 0, 0, 0, 0])

        // The end gets a head that points to where the states of this utterance are.
        try withoutGradients {
            let sequence = Utterance(prompt: prompt, frames: capped.frames)
            let states = try talker(talker.embed([sequence], speakers: vectors, .float32, on: .cpu)).select(0, 0)
                .narrowed(0, prompt.count - 1..<sequence.count)
            let direction = try states.mean(0)
            #expect(try states.matmul(direction).minimum().item() > 0, "the states lie on one side")
            try talker.codecHead.weight.select(0, talker.configuration.codecEOS).assign(direction)
        }
        let ended = try Generator(talker).generate(prompt, speakers: vectors, options)
        #expect(ended.hasEnded)
        #expect(ended.frames == Array(capped.frames.prefix(frames)))
    }

    @Test("What asks to stop is asked after each frame, and ends the speech there")
    func stopping() throws {
        let golden = try TrainingCase(.base)
        var asked: [Int] = []
        let result = try Generator(golden.checkpoint.loadModel().model.talker).generate(
            prompt(golden.checkpoint, .wholeText), speakers: golden.speakers(), greedy
        ) { frames in
            asked.append(frames)
            return frames == 2
        }
        #expect(asked == [1, 2])
        #expect(result.frames.count == 2)
        #expect(!result.hasEnded)
    }
}

extension Array {
    /// Pieces of a length that divides the whole.
    fileprivate func chunked(_ length: Int) -> [[Element]] {
        stride(from: 0, to: count, by: length).map { Array(self[$0..<$0 + length]) }
    }
}
