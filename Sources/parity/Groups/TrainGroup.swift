import FineTuning
import Foundation
import GoldenCases
import NeuralNetwork
import Qwen3TTS
import Torch

/// `train/...`: the teacher-forced pass in both layouts, its losses and its gradients.
struct TrainGroup {
    let golden: Golden
    let checkpoint: Checkpoint

    func run(into output: inout Output) throws {
        guard golden.parameters.train != nil, output.wants("train/") else { return }
        let batch = TrainingCase(golden, checkpoint)
        for index in batch.items.indices {
            try output.add("train/item\(index)/text_ids", try Tensor(indices: batch.tokens(index)))
            try output.add("train/item\(index)/codes", try golden.file.tensor("train/item\(index)/codes"))
        }
        let loaded = try checkpoint.loadModel()
        let speakers = try batch.speakers(loaded.model.speakerEncoder)
        for (name, layout) in [("nonstream", Prompt.Layout.wholeText), ("stream", .streamingText)] {
            try forward(loaded.model.talker, batch.sequences(layout), speakers, "train/\(name)/", into: &output)
        }
        try gradients(loaded, batch.sequences(.wholeText), speakers, into: &output)
    }

    private func forward(
        _ talker: Talker, _ sequences: [Utterance], _ speakers: Tensor, _ prefix: String,
        into output: inout Output
    ) throws {
        try withoutGradients {
            let longest = sequences.map(\.count).max() ?? 0
            let embeddings = try talker.embed(sequences, speakers: speakers, .float32, on: .cpu)
            try output.add(prefix + "embeds", embeddings)
            let mask = sequences.flatMap { s in (0..<longest).map { $0 < s.count ? 1 : 0 } }
            try output.add(prefix + "mask", try Tensor(indices: mask, shape: [sequences.count, longest]))
            try output.add(prefix + "p0", try Tensor(indices: sequences.map(\.prompt.count)))

            let pass = try ForwardPass(talker, sequences, speakers: speakers)
            let targets = pass.targets
            var labels = Array(repeating: -100, count: sequences.count * longest)
            for (position, code) in zip(targets.positions, targets.codes) { labels[position] = code }
            try output.add(prefix + "labels", try Tensor(indices: labels, shape: [sequences.count, longest]))
            try output.add(prefix + "pred_row", try Tensor(indices: targets.framePositions.map { $0 / longest }))
            try output.add(prefix + "pred_col", try Tensor(indices: targets.framePositions.map { $0 % longest }))

            // The golden states include those of the padding, which the official code computes with a mask.
            let hidden = try padded(talker, embeddings, sequences)
            try output.add(prefix + "hidden", hidden)
            try output.add(prefix + "logits", try talker.codecHead(hidden))
            try output.add(prefix + "sub_logits", try stacked(pass.subTalkerLogits, 1))

            let (total, sums, counts) = try loss(pass)
            try output.add(prefix + "loss", total)
            for (index, term) in Objective().terms.enumerated() {
                try output.add(prefix + term.loss.name, try sums[index] / Double(counts[index]))
            }
        }
    }

    private func loss(_ pass: ForwardPass) throws -> (total: Tensor, sums: [Tensor], counts: [Int]) {
        let objective = Objective()
        let sums = try objective(pass)
        let counts = objective.targetCounts([pass.batch])
        return (try objective.total(sums, over: counts), sums, counts)
    }

    /// The hidden states with the official mask and positions: padding sees the sequence, and stands at position 1.
    private func padded(_ talker: Talker, _ embeddings: Tensor, _ sequences: [Utterance]) throws -> Tensor {
        let longest = embeddings.size(1)
        let positions = sequences.flatMap { s in (0..<longest).map { Float($0 < s.count ? $0 : 1) } }
        let rotary = try RotaryEmbedding(
            positions: try Tensor(positions, shape: [sequences.count, longest]),
            headDimension: talker.configuration.headDimension, theta: talker.configuration.ropeTheta)
        let isReal = sequences.flatMap { s in (0..<longest).map { $0 < s.count ? 1 : 0 } }
        let keys = try Tensor(indices: isReal, shape: [sequences.count, 1, 1, longest]).greater(0)
        let causal = try windowMask(queries: longest, keys: longest, width: longest, on: .cpu)
        return try talker(embeddings, rotary: rotary, mask: .explicit(try causal.and(keys)))
    }

    private func gradients(
        _ loaded: Checkpoint.Loaded, _ sequences: [Utterance], _ speakers: Tensor, into output: inout Output
    ) throws {
        let trained = loaded.parameters.filter { $0.name.hasPrefix("talker.") }
        for parameter in trained { try parameter.tensor.requiringGradient() }
        try loss(ForwardPass(loaded.model.talker, sequences, speakers: speakers)).total.backward()
        var worst = (error: 0.0, name: "")
        for (name, tensor) in trained {
            guard let gradient = try tensor.gradient() else { continue }
            let key = "train/grad/\(name)"
            if golden.file.names.contains(where: { $0 == key || $0.hasPrefix("\(key)#") }) {
                try output.add(key, gradient)
            }
            if let expected = golden.parameters.gradientNorms?[name] {
                let norm = try gradient.norm().item()
                try output.add("train/grad_norm/\(name)", try Tensor([Float(norm)]))
                let error = abs(norm - expected) / max(abs(expected), 1e-12)
                if error > worst.error { worst = (error, name) }
            }
            if name == "talker.model.codec_embedding.weight" {
                for item in golden.parameters.train?.items ?? [] where item.speaker.hasPrefix("spk_id ") {
                    let row = Int(item.speaker.dropFirst("spk_id ".count)) ?? 0
                    try output.add("train/grad_row/codec_embedding_spk_id", try gradient.select(0, row))
                }
                try output.add(
                    "train/grad_row/codec_embedding_codec_bos",
                    try gradient.select(0, loaded.model.talker.configuration.codecBOS))
            }
        }
        output.note(
            "train: gradient norms of \(golden.parameters.gradientNorms?.count ?? 0) parameters differ by at most "
                + "\(worst.error) (relative; \(worst.name))")
    }
}
