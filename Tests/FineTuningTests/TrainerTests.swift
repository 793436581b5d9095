import FineTuning
import ModelFixtures
import Qwen3TTS
import TestSupport
import Testing
import Torch
import TrainingSettings

@Suite("Trainer")
struct TrainerTests {
    private func trained(_ golden: TrainingCase) throws -> (
        talker: Talker, parameters: [(name: String, tensor: Tensor)]
    ) {
        let loaded = try golden.checkpoint.loadModel()
        return (loaded.model.talker, loaded.parameters.filter { $0.name.hasPrefix("talker.") })
    }

    @Test("One step, and the losses of ten, agree with the official ones", arguments: TinyCheckpoint.all)
    func adamW(tiny: TinyCheckpoint) throws {
        let golden = try TrainingCase(tiny)
        let settings = golden.parameters.adamw
        let sequences = try golden.sequences(.wholeText)
        let vectors = try golden.vectors()
        let (talker, parameters) = try trained(golden)
        let trainer = try Trainer(
            talker, parameters: parameters.map(\.tensor),
            recipe: .init(optimizer: .init(weightDecay: settings.weightDecay), maximumGradientNorm: settings.clip))
        var curve: [Double] = []
        for step in 0..<10 {
            let done = try #require(
                try trainer.update(on: [sequences], learningRate: settings.lr, vectors: { vectors }))
            curve.append(done.loss)
            #expect(done.frames == 27)
            guard step == 0 else { continue }
            expectClose(done.gradientNorm, golden.parameters.gradientNormBeforeClip, 1e-4)
            let saved = golden.file.names.filter { $0.hasPrefix("adamw/param_after_1/") }
            #expect(saved.count == 4)
            for name in saved {
                let parameter = try #require(
                    parameters.first { "adamw/param_after_1/\($0.name)" == name }, "\(name)")
                try expectClose(parameter.tensor.detached(), golden.file.tensor(name), name)
            }
            let after = try #require(try trainer.validate(on: [sequences], vectors: { vectors }))
            expectClose(after.loss, try golden.file.tensor("adamw/loss_after_1").item(), 1e-5)
            expectClose(after.main, try golden.file.tensor("adamw/main_after_1").item(), 1e-5)
            expectClose(after.sub, try golden.file.tensor("adamw/sub_after_1").item(), 1e-5)
        }
        curve.append(try #require(try trainer.validate(on: [sequences], vectors: { vectors })).loss)
        #expect(curve.count == golden.parameters.lossCurve.count)
        for (found, expected) in zip(curve, golden.parameters.lossCurve) { expectClose(found, expected, 1e-4) }
    }

    @Test("A step on micro-batches tells the means of the whole, and the norm of the whole gradient")
    func means() throws {
        let golden = try TrainingCase(.base)
        let items = try golden.sequences(.wholeText)
        let vectors = try golden.vectors()
        func step(_ batches: [[TrainingSequence]]) throws -> Trainer.Step {
            let (talker, parameters) = try trained(golden)
            let trainer = try Trainer(talker, parameters: parameters.map(\.tensor))
            return try #require(try trainer.update(on: batches, learningRate: 1e-3, vectors: { vectors }))
        }
        let together = try step([items])
        let apart = try step(items.map { [$0] })
        expectClose(apart.loss, together.loss, 1e-6)
        expectClose(apart.main, together.main, 1e-6)
        expectClose(apart.sub, together.sub, 1e-6)
        expectClose(apart.gradientNorm, together.gradientNorm, 1e-6)
        expectClose(together.loss, together.main + 0.3 * together.sub, 1e-12)
    }

    @Test("A step changes what TRAINABLE names, and not a bit of anything else", arguments: TrainablePart.allCases)
    func trainable(part: TrainablePart) throws {
        guard part != .speakerRows else { return }  // Not one of the checkpoint's parameters; see FineTuningRunTests.
        let golden = try TrainingCase(.base)
        let (talker, parameters) = try trained(golden)
        let chosen = parameters.filter { TrainablePart(parameter: $0.name) == part }
        #expect(!chosen.isEmpty)
        let before = try parameters.map { try $0.tensor.array(of: Float.self) }
        let trainer = try Trainer(talker, parameters: chosen.map(\.tensor))
        let vectors = try golden.vectors()
        _ = try trainer.update(on: [golden.sequences(.wholeText)], learningRate: 1e-3, vectors: { vectors })
        for (index, parameter) in parameters.enumerated() {
            let isChanged = try parameter.tensor.array(of: Float.self) != before[index]
            #expect(isChanged == (TrainablePart(parameter: parameter.name) == part), "\(parameter.name)")
        }
    }

    @Test(
        "Parameters belong to the part that their name says",
        arguments: [
            ("talker.model.text_embedding.weight", TrainablePart.textEmbedding),
            ("talker.model.codec_embedding.weight", .embeddings),
            ("talker.code_predictor.model.codec_embedding.3.weight", .embeddings),
            ("talker.codec_head.weight", .heads),
            ("talker.code_predictor.lm_head.0.weight", .heads),
            ("talker.text_projection.linear_fc1.bias", .textProjection),
            ("talker.code_predictor.small_to_mtp_projection.weight", .predictor),
            ("talker.code_predictor.model.layers.0.self_attn.q_proj.weight", .predictor),
            ("talker.model.layers.0.mlp.down_proj.weight", .talker),
            ("talker.model.norm.weight", .talker),
            ("speaker_encoder.fc.weight", nil),
        ])
    func parts(name: String, part: TrainablePart?) {
        #expect(TrainablePart(parameter: name) == part)
    }

    @Test(
        "A loss or a gradient that is not a number stops before the update, and nothing changes",
        arguments: [true, false])
    func divergence(inTheLoss: Bool) throws {
        let golden = try TrainingCase(.base)
        let (talker, parameters) = try trained(golden)
        // Beyond the squares of float32: the loss is still finite with this weight, and the norm of the gradient is not.
        let trainer = try Trainer(
            talker, parameters: parameters.map(\.tensor), recipe: .init(subTalkerWeight: inTheLoss ? 0.3 : 1e36))
        let sequences = try golden.sequences(.wholeText)
        var vectors = try golden.vectors()
        if inTheLoss {
            _ = try trainer.update(on: [sequences], learningRate: 1e-3, vectors: { vectors })
            vectors[1] = try .full([48], .nan)
        }
        let steps = trainer.optimizer.step
        let before = try parameters.map { try $0.tensor.array(of: Float.self) }
        let moments = try trainer.optimizer.firstMoments.map { try $0.array(of: Float.self) }
        let error = #expect(throws: TrainingError.self) {
            try trainer.update(on: [sequences], learningRate: 1e-3, vectors: { vectors })
        }
        guard case .diverged(let step, let quantity, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(step == steps + 1)
        #expect(quantity == (inTheLoss ? "loss" : "norm of the gradient"))
        #expect(trainer.optimizer.step == steps)
        #expect(try parameters.map { try $0.tensor.array(of: Float.self) } == before)
        #expect(try trainer.optimizer.firstMoments.map { try $0.array(of: Float.self) } == moments)
    }

    @Test("A step that is stopped between micro-batches leaves no trace", arguments: [0, 1, 2])
    func abandoned(after microBatches: Int) throws {
        let golden = try TrainingCase(.base)
        let items = try golden.sequences(.wholeText)
        let vectors = try golden.vectors()
        func run(stopping: Bool) throws -> [[Float]] {
            let (talker, parameters) = try trained(golden)
            let trainer = try Trainer(talker, parameters: parameters.map(\.tensor))
            if stopping {
                var asked = 0
                let step = try trainer.update(
                    on: items.map { [$0] }, learningRate: 1e-3, vectors: { vectors },
                    shouldStop: {
                        asked += 1
                        return asked > microBatches
                    })
                #expect(step == nil)
                #expect(asked == microBatches + 1)
            }
            _ = try trainer.update(on: items.map { [$0] }, learningRate: 1e-3, vectors: { vectors })
            return try parameters.map { try $0.tensor.array(of: Float.self) }
        }
        #expect(try run(stopping: true) == run(stopping: false))
    }

    @Test("Validation weighs every target alike, changes nothing, and can be stopped")
    func validation() throws {
        let golden = try TrainingCase(.base)
        let (talker, parameters) = try trained(golden)
        let trainer = try Trainer(talker, parameters: parameters.map(\.tensor))
        let items = try golden.sequences(.wholeText)
        let vectors = try golden.vectors()
        let apart = try #require(try trainer.validate(on: items.map { [$0] }, vectors: { vectors }))
        expectClose(apart.loss, try golden.file.tensor("train/nonstream/loss").item(), 1e-5)
        expectClose(apart.main, try golden.file.tensor("train/nonstream/main").item(), 1e-5)
        expectClose(apart.sub, try golden.file.tensor("train/nonstream/sub").item(), 1e-5)
        #expect(try parameters.allSatisfy { try $0.tensor.gradient() == nil })
        #expect(try trainer.validate(on: [items], vectors: { vectors }, shouldStop: { true }) == nil)
    }

    @Test("A trainer without parameters is refused")
    func nothing() throws {
        let talker = try TinyCheckpoint.base.open().loadModel().model.talker
        #expect(throws: TrainingError.nothingToTrain) { try Trainer(talker, parameters: []) }
    }

    @Test("Two utterances are learnt by heart, and spoken as they were learnt")
    func overfitting() throws {
        let golden = try TrainingCase(.base)
        let sequences = try golden.sequences(.wholeText).suffix(2).map(\.self)
        let vectors = try golden.vectors()
        let (talker, parameters) = try trained(golden)
        let trainer = try Trainer(
            talker, parameters: parameters.map(\.tensor), recipe: .init(optimizer: .init(weightDecay: 0)))
        var loss = Double.infinity
        for _ in 0..<80 {
            loss = try #require(try trainer.update(on: [sequences], learningRate: 3e-3, vectors: { vectors })).loss
        }
        #expect(loss < 0.2)
        var options = GenerationOptions(maximumFrames: 20)
        options.talker = SamplingOptions(isSampled: false)
        options.subTalker = SamplingOptions(isSampled: false)
        for sequence in sequences {
            let spoken = try Generator(talker).generate(sequence.prompt, vectors: vectors, options)
            #expect(spoken.frames.map { $0[0] } == sequence.frames.map { $0[0] })
            #expect(spoken.hasEnded)
        }
    }
}

/// Expects two numbers to agree to a share of the expected one.
func expectClose(
    _ found: Double, _ expected: Double, _ tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(
        abs(found - expected) <= tolerance * abs(expected), "\(found), expected \(expected)",
        sourceLocation: sourceLocation)
}
