import FineTuning
import GoldenCases
import ModelFixtures
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Losses")
struct ObjectiveTests {
    static let layouts: [(name: String, layout: Prompt.Layout)] = [
        ("nonstream", .wholeText), ("stream", .streamingText),
    ]

    /// A fixture, loaded, with everything of the talker trained.
    private struct Trained {
        let golden: TrainingCase
        let talker: Talker
        let parameters: [(name: String, tensor: Tensor)]
        let speakers: Tensor

        init(_ tiny: TinyCheckpoint) throws {
            golden = try TrainingCase(tiny)
            let loaded = try golden.checkpoint.loadModel()
            talker = loaded.model.talker
            parameters = loaded.parameters.filter { $0.name.hasPrefix("talker.") }
            speakers = try golden.speakers()
            for parameter in parameters { try parameter.tensor.requiringGradient() }
        }

        /// The gradients of the loss of some batches, each divided by the targets of all.
        func gradients(_ batches: [[Utterance]], subTalkerWeight: Double = 0.3) throws -> [String: Tensor] {
            let objective = Objective(subTalkerWeight: subTalkerWeight)
            let counts = objective.targetCounts(batches)
            for batch in batches {
                try objective.total(objective(ForwardPass(talker, batch, speakers: speakers)), over: counts).backward()
            }
            return try collect()
        }

        /// The gradients, which are forgotten then.
        func collect() throws -> [String: Tensor] {
            var gradients: [String: Tensor] = [:]
            for (name, tensor) in parameters {
                if let gradient = try tensor.gradient() { gradients[name] = try gradient.clone() }
                try tensor.clearGradient()
            }
            return gradients
        }
    }

    @Test("Labels, positions and losses agree with the official ones", arguments: TinyCheckpoint.all, layouts)
    func losses(tiny: TinyCheckpoint, layout: (name: String, layout: Prompt.Layout)) throws {
        let golden = try TrainingCase(tiny)
        let prefix = "train/\(layout.name)/"
        let sequences = try golden.sequences(layout.layout)
        let talker = try golden.checkpoint.loadModel().model.talker
        let longest = sequences.map(\.count).max() ?? 0

        let pass = try ForwardPass(talker, sequences, speakers: golden.speakers())
        let targets = pass.targets
        var labels = Array(repeating: -100, count: sequences.count * longest)
        for (position, code) in zip(targets.positions, targets.codes) { labels[position] = code }
        #expect(try labels == golden.file.tensor(prefix + "labels").integers())
        #expect(try targets.framePositions.map { $0 / longest } == golden.file.tensor(prefix + "pred_row").integers())
        #expect(try targets.framePositions.map { $0 % longest } == golden.file.tensor(prefix + "pred_col").integers())
        #expect(targets.frames == sequences.flatMap(\.frames))

        let objective = Objective()
        #expect(objective.terms.map(\.loss.name) == ["main", "sub"])
        let counts = objective.targetCounts([sequences])
        let sums = try objective(pass)
        // 7, 15 and 5 frames, each item with an end.
        #expect(counts == [30, 405])
        let expected = try ["main", "sub", "loss"].map { try golden.file.tensor(prefix + $0).item() }
        for (found, expected) in zip(
            try [sums[0].item() / 30, sums[1].item() / 405, objective.total(sums, over: counts).item()], expected)
        {
            #expect(abs(found - expected) <= 1e-5 * abs(expected), "\(found), expected \(expected)")
        }
    }

    @Test("All gradients agree with the official ones", arguments: TinyCheckpoint.all)
    func goldenGradients(tiny: TinyCheckpoint) throws {
        let trained = try Trained(tiny)
        let file = trained.golden.file
        let gradients = try trained.gradients([trained.golden.sequences(.wholeText)])
        let whole = file.names.filter { $0.hasPrefix("train/grad/") }
        #expect(whole.count >= 11)
        for name in whole {
            let gradient = try #require(gradients[String(name.dropFirst("train/grad/".count))], "\(name)")
            try expectClose(gradient, file.tensor(name), tolerance: 1e-3, name)
        }
        let embedding = try #require(gradients["talker.model.codec_embedding.weight"])
        try expectClose(
            embedding.select(0, 1017), file.tensor("train/grad_row/codec_embedding_spk_id"), tolerance: 1e-3)
        try expectClose(
            embedding.select(0, 165), file.tensor("train/grad_row/codec_embedding_codec_bos"), tolerance: 1e-3)

        let norms = try #require(trained.golden.parameters.gradientNorms)
        #expect(Set(norms.keys) == Set(gradients.keys))
        #expect(try #require(trained.golden.parameters.withoutGradient).allSatisfy { gradients[$0] == nil })
        for (name, expected) in norms {
            let found = try #require(gradients[name], "\(name)").norm().item()
            #expect(abs(found - expected) <= 1e-4 * expected, "\(name): \(found), expected \(expected)")
        }
    }

    @Test("Micro-batches of unequal length give the gradient of one batch", arguments: TinyCheckpoint.all)
    func microBatches(tiny: TinyCheckpoint) throws {
        let trained = try Trained(tiny)
        let items = try trained.golden.sequences(.wholeText)
        let together = try trained.gradients([items])
        let apart = try trained.gradients([[items[1]], [items[0], items[2]]])
        #expect(Set(together.keys) == Set(apart.keys))
        let square = try together.values.reduce(0) { try $0 + $1.squared().sum().item() }
        let difference = try together.reduce(0.0) { sum, entry in
            try sum + (entry.value - #require(apart[entry.key])).squared().sum().item()
        }
        #expect((difference / square).squareRoot() < 1e-6)
    }

    @Test("Each loss reaches the talker, and all heads learn", arguments: TinyCheckpoint.all)
    func reach(tiny: TinyCheckpoint) throws {
        let trained = try Trained(tiny)
        let items = try trained.golden.sequences(.streamingText)
        let objective = Objective()
        func norms(_ loss: Tensor) throws -> [String: Double] {
            try loss.backward()
            return try trained.collect().mapValues { try $0.norm().item() }
        }
        let main = try norms(objective(ForwardPass(trained.talker, items, speakers: trained.speakers))[0])
        let sub = try norms(objective(ForwardPass(trained.talker, items, speakers: trained.speakers))[1])
        for loss in [main, sub] {
            #expect((loss["talker.model.layers.0.self_attn.q_proj.weight"] ?? 0) > 0)
            #expect((loss["talker.text_projection.linear_fc1.weight"] ?? 0) > 0)
            #expect((loss["talker.model.codec_embedding.weight"] ?? 0) > 0)
        }
        #expect((main["talker.codec_head.weight"] ?? 0) > 0)
        #expect(sub["talker.codec_head.weight"] == nil)
        for head in 0..<15 {
            #expect((sub["talker.code_predictor.lm_head.\(head).weight"] ?? 0) > 0, "head \(head)")
            #expect(main["talker.code_predictor.lm_head.\(head).weight"] == nil)
        }
        // The frames' embeddings serve both: the talker reads what was said, the predictor what comes before in a frame.
        for table in 0..<15 {
            #expect((main["talker.code_predictor.model.codec_embedding.\(table).weight"] ?? 0) > 0, "table \(table)")
        }
    }
}
