import FineTuning
import GoldenCases
import ModelFixtures
import Optimization
import Qwen3TTS
import SpeechGeneration
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
        let settings = try #require(golden.parameters.adamw)
        let sequences = try golden.sequences(.wholeText)
        let vectors = try golden.speakers()
        let (talker, parameters) = try trained(golden)
        let trainer = Trainer(
            talker,
            try optimization(of: parameters, weightDecay: settings.weightDecay, maximumGradientNorm: settings.clip),
            speakers: vectors)
        var curve: [Double] = []
        for step in 0..<10 {
            let done = try #require(
                try trainer.update(on: [sequences], learningRate: settings.lr))
            curve.append(done.losses.total)
            #expect(done.frames == 27)
            guard step == 0 else { continue }
            expectClose(done.gradientNorm, try #require(golden.parameters.gradientNormBeforeClip), 1e-4)
            let saved = golden.file.names.filter { $0.hasPrefix("adamw/param_after_1/") }
            #expect(saved.count == 4)
            for name in saved {
                let parameter = try #require(
                    parameters.first { "adamw/param_after_1/\($0.name)" == name }, "\(name)")
                try expectClose(parameter.tensor.detached(), golden.file.tensor(name), name)
            }
            let after = try #require(try trainer.validate(on: [sequences]))
            expectClose(after.total, try golden.file.tensor("adamw/loss_after_1").item(), 1e-5)
            expectClose(after.main, try golden.file.tensor("adamw/main_after_1").item(), 1e-5)
            expectClose(after.sub, try golden.file.tensor("adamw/sub_after_1").item(), 1e-5)
        }
        curve.append(try #require(try trainer.validate(on: [sequences])).total)
        let expected = try #require(golden.parameters.lossCurve)
        #expect(curve.count == expected.count)
        for (found, expected) in zip(curve, expected) { expectClose(found, expected, 1e-4) }
    }

    @Test("A step on micro-batches tells the means of the whole, and the norm of the whole gradient")
    func means() throws {
        let golden = try TrainingCase(.base)
        let items = try golden.sequences(.wholeText)
        let vectors = try golden.speakers()
        func step(_ batches: [[Utterance]]) throws -> Trainer.Step {
            let (talker, parameters) = try trained(golden)
            let trainer = Trainer(talker, try optimization(of: parameters), speakers: vectors)
            return try #require(try trainer.update(on: batches, learningRate: 1e-3))
        }
        let together = try step([items])
        let apart = try step(items.map { [$0] })
        expectClose(apart.losses.total, together.losses.total, 1e-6)
        expectClose(apart.losses.main, together.losses.main, 1e-6)
        expectClose(apart.losses.sub, together.losses.sub, 1e-6)
        expectClose(apart.gradientNorm, together.gradientNorm, 1e-6)
        expectClose(together.losses.total, together.losses.main + 0.3 * together.losses.sub, 1e-12)
    }

    @Test("A step changes what TRAINABLE names, and not a bit of anything else", arguments: TrainablePart.allCases)
    func trainable(part: TrainablePart) throws {
        guard part != .speakerRows else { return }  // Not one of the checkpoint's parameters; see FineTuningRunTests.
        let golden = try TrainingCase(.base)
        let (talker, parameters) = try trained(golden)
        let chosen = parameters.filter { TrainablePart(parameter: $0.name) == part }
        #expect(!chosen.isEmpty)
        let before = try parameters.map { try $0.tensor.array(of: Float.self) }
        let trainer = Trainer(talker, try optimization(of: chosen), speakers: try golden.speakers())
        _ = try trainer.update(on: [golden.sequences(.wholeText)], learningRate: 1e-3)
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
        let vectors = try golden.speakers()
        let trainer = Trainer(
            talker, try optimization(of: parameters), speakers: vectors,
            objective: Objective(subTalkerWeight: inTheLoss ? 0.3 : 1e36))
        let sequences = try golden.sequences(.wholeText)
        if inTheLoss {
            _ = try trainer.update(on: [sequences], learningRate: 1e-3)
            try vectors.select(0, 1).fill(.nan)
        }
        let steps = trainer.optimization.optimizer.step
        let before = try parameters.map { try $0.tensor.array(of: Float.self) }
        let moments = try trainer.optimization.optimizer.firstMoments.map { try $0.array(of: Float.self) }
        let error = #expect(throws: TrainingError.self) {
            try trainer.update(on: [sequences], learningRate: 1e-3)
        }
        guard case .diverged(let step, let quantity, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(step == steps + 1)
        #expect(quantity == (inTheLoss ? "loss" : "norm of the gradient"))
        #expect(trainer.optimization.optimizer.step == steps)
        #expect(try parameters.map { try $0.tensor.array(of: Float.self) } == before)
        #expect(try trainer.optimization.optimizer.firstMoments.map { try $0.array(of: Float.self) } == moments)
    }

    @Test("A step that is stopped between micro-batches leaves no trace", arguments: [0, 1, 2])
    func abandoned(after microBatches: Int) throws {
        let golden = try TrainingCase(.base)
        let items = try golden.sequences(.wholeText)
        let vectors = try golden.speakers()
        func run(stopping: Bool) throws -> [[Float]] {
            let (talker, parameters) = try trained(golden)
            let trainer = Trainer(talker, try optimization(of: parameters), speakers: vectors)
            if stopping {
                var asked = 0
                let step = try trainer.update(
                    on: items.map { [$0] }, learningRate: 1e-3,
                    shouldStop: {
                        asked += 1
                        return asked > microBatches
                    })
                #expect(step == nil)
                #expect(asked == microBatches + 1)
            }
            _ = try trainer.update(on: items.map { [$0] }, learningRate: 1e-3)
            return try parameters.map { try $0.tensor.array(of: Float.self) }
        }
        #expect(try run(stopping: true) == run(stopping: false))
    }

    @Test("Validation weighs every target alike, changes nothing, and can be stopped")
    func validation() throws {
        let golden = try TrainingCase(.base)
        let (talker, parameters) = try trained(golden)
        let trainer = Trainer(talker, try optimization(of: parameters), speakers: try golden.speakers())
        let items = try golden.sequences(.wholeText)
        let apart = try #require(try trainer.validate(on: items.map { [$0] }))
        expectClose(apart.total, try golden.file.tensor("train/nonstream/loss").item(), 1e-5)
        expectClose(apart.main, try golden.file.tensor("train/nonstream/main").item(), 1e-5)
        expectClose(apart.sub, try golden.file.tensor("train/nonstream/sub").item(), 1e-5)
        #expect(try parameters.allSatisfy { try $0.tensor.gradient() == nil })
        #expect(try trainer.validate(on: [items], shouldStop: { true }) == nil)
    }

    @Test("A process with an empty share of a step takes part in it")
    func emptyShare() throws {
        let golden = try TrainingCase(.base)
        let (talker, parameters) = try trained(golden)
        let trainer = Trainer(talker, try optimization(of: parameters), speakers: try golden.speakers())
        let before = try parameters.map { try $0.tensor.array(of: Float.self) }
        for batches in [[], [[]]] as [[[Utterance]]] {
            let step = try #require(try trainer.update(on: batches, learningRate: 1e-3))
            #expect(step.losses == Losses(total: 0, byName: ["main": 0, "sub": 0]))
            #expect(step.gradientNorm == 0 && step.frames == 0)
        }
        #expect(try parameters.map { try $0.tensor.array(of: Float.self) } == before)
        #expect(trainer.optimization.step == 2)
        let items = try golden.sequences(.wholeText)
        let mixed = try #require(try trainer.validate(on: [[], items, []]))
        let whole = try #require(try trainer.validate(on: [items]))
        #expect(mixed == whole)
    }

    @Test("An optimization without parameters is refused")
    func nothing() throws {
        #expect(throws: OptimizationError.nothingToTrain) { try optimization(of: []) }
        #expect(
            OptimizationError.nothingToTrain.description
                == "No parameter is trainable: TRAINABLE names no set that the model has.")
    }

    @Test("The share of weights that a step changes is counted, and counting changes nothing")
    func changedShare() throws {
        let golden = try TrainingCase(.base)
        let sequences = try golden.sequences(.wholeText)
        func step(_ rate: Double, counts: Bool) throws -> (step: Trainer.Step, weights: [[Float]], share: Double) {
            let (talker, parameters) = try trained(golden)
            let before = try parameters.map { try $0.tensor.detached().array(of: Float.self) }
            let trainer = Trainer(
                talker, try optimization(of: parameters, weightDecay: 0), speakers: try golden.speakers())
            let step = try #require(
                try trainer.update(on: [sequences], learningRate: rate, countsChanges: counts))
            let after = try parameters.map { try $0.tensor.detached().array(of: Float.self) }
            let changed = zip(before, after).reduce(0) { $0 + zip($1.0, $1.1).filter { $0 != $1 }.count }
            return (step, after, Double(changed) / Double(before.reduce(0) { $0 + $1.count }))
        }
        // A tiny rate changes the small weights alone; rows of tables that no gradient reaches stay in any case.
        for rate in [1e-3, 1e-9] {
            let counted = try step(rate, counts: true)
            let plain = try step(rate, counts: false)
            #expect(plain.step.changedShare == nil)
            #expect(counted.weights == plain.weights)
            let share = try #require(counted.step.changedShare)
            #expect(abs(share - counted.share) < 0.05, "\(share), in truth \(counted.share)")
        }
        #expect(try step(1e-30, counts: true).step.changedShare == 0)
        #expect(try step(1e-3, counts: true).share > 2 * step(1e-9, counts: true).share)
    }

    @Test("Two utterances are learnt by heart, and spoken as they were learnt")
    func overfitting() throws {
        let golden = try TrainingCase(.base)
        let sequences = try golden.sequences(.wholeText).suffix(2).map(\.self)
        let vectors = try golden.speakers()
        let (talker, parameters) = try trained(golden)
        let trainer = Trainer(talker, try optimization(of: parameters, weightDecay: 0), speakers: vectors)
        var loss = Double.infinity
        for _ in 0..<80 {
            loss = try #require(try trainer.update(on: [sequences], learningRate: 3e-3)).losses.total
        }
        #expect(loss < 0.2)
        var options = GenerationOptions(maximumFrames: 20)
        options.talker = SamplingOptions(isSampled: false)
        options.subTalker = SamplingOptions(isSampled: false)
        for sequence in sequences {
            let spoken = try Generator(talker).generate(sequence.prompt, speakers: vectors, options)
            #expect(spoken.frames == sequence.frames)
            #expect(spoken.hasEnded)
        }
    }
}

/// What trains these parameters, all alike.
func optimization(
    of parameters: [(name: String, tensor: Tensor)], weightDecay: Double = 0.01, maximumGradientNorm: Double = 1
) throws -> Optimization {
    try Optimization(
        [ParameterGroup(parameters.map { Parameter($0.name, $0.tensor) }, weightDecay: weightDecay)],
        maximumGradientNorm: maximumGradientNorm)
}

/// Expects two numbers to agree to a share of the expected one.
func expectClose(
    _ found: Double, _ expected: Double, _ tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(
        abs(found - expected) <= tolerance * abs(expected), "\(found), expected \(expected)",
        sourceLocation: sourceLocation)
}
