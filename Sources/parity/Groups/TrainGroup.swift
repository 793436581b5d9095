import FineTuning
import Foundation
import NeuralNetwork
import Qwen3TTS
import Torch

/// `train/...`: the teacher-forced pass in both layouts, its losses and its gradients.
struct TrainGroup {
    let golden: Golden
    let checkpoint: Checkpoint

    func run(into output: inout Output) throws {
        guard golden.parameters.train != nil, output.wants("train/") else { return }
        let builder = TrainCaseBuilder(golden: golden, checkpoint: checkpoint)
        for index in golden.parameters.train?.items.indices ?? 0..<0 {
            try output.add("train/item\(index)/text_ids", try Tensor(indices: builder.tokens(index)))
            try output.add("train/item\(index)/codes", try golden.file.tensor("train/item\(index)/codes"))
        }
        let loaded = try checkpoint.loadModel()
        let vectors = try builder.vectors(loaded.model.speakerEncoder)
        for (name, layout) in [("nonstream", Prompt.Layout.wholeText), ("stream", .streamingText)] {
            try forward(loaded.model.talker, builder.sequences(layout), vectors, "train/\(name)/", into: &output)
        }
        try gradients(loaded, builder.sequences(.wholeText), vectors, into: &output)
    }

    private func forward(
        _ talker: Talker, _ sequences: [TrainingSequence], _ vectors: [Tensor], _ prefix: String,
        into output: inout Output
    ) throws {
        try withoutGradients {
            let longest = sequences.map(\.count).max() ?? 0
            let embeddings = try talker.embed(sequences, vectors: vectors, .float32, on: .cpu)
            try output.add(prefix + "embeds", embeddings)
            let mask = sequences.flatMap { s in (0..<longest).map { $0 < s.count ? 1 : 0 } }
            try output.add(prefix + "mask", try Tensor(indices: mask, shape: [sequences.count, longest]))
            try output.add(prefix + "p0", try Tensor(indices: sequences.map(\.prompt.count)))

            let main = TalkerLoss(sequences, endOfSpeech: talker.configuration.codecEOS)
            var labels = Array(repeating: -100, count: sequences.count * longest)
            for (position, target) in zip(main.positions, main.targets) { labels[position] = target }
            try output.add(prefix + "labels", try Tensor(indices: labels, shape: [sequences.count, longest]))
            let sub = SubTalkerLoss(sequences)
            try output.add(prefix + "pred_row", try Tensor(indices: sub.positions.map { $0 / longest }))
            try output.add(prefix + "pred_col", try Tensor(indices: sub.positions.map { $0 % longest }))

            // The golden states include those of the padding, which the official code computes with a mask.
            let hidden = try padded(talker, embeddings, sequences)
            try output.add(prefix + "hidden", hidden)
            try output.add(prefix + "logits", try talker.codecHead(hidden))
            let flat = try talker(embeddings).reshaped(-1, talker.configuration.hidden)
            let codes = try talker.codes(sub.frames, on: .cpu)
            try output.add(prefix + "sub_logits", try stacked(sub.logits(talker, hidden: flat, codes: codes), 1))

            let (total, losses) = try loss(talker, sequences, vectors)
            try output.add(prefix + "loss", total)
            try output.add(prefix + "main", try losses.main.sum / Double(losses.main.targetCount))
            try output.add(prefix + "sub", try losses.sub.sum / Double(losses.sub.targetCount))
        }
    }

    private func loss(
        _ talker: Talker, _ sequences: [TrainingSequence], _ vectors: [Tensor]
    ) throws -> (total: Tensor, losses: Objective.Losses) {
        let objective = Objective()
        let losses = try objective(talker, sequences, vectors: vectors)
        let counts = Objective.TargetCounts(sequences, codeGroups: talker.configuration.codeGroups)
        return (try objective.total(losses, over: counts), losses)
    }

    /// The hidden states with the official mask and positions: padding sees the sequence, and stands at position 1.
    private func padded(_ talker: Talker, _ embeddings: Tensor, _ sequences: [TrainingSequence]) throws -> Tensor {
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
        _ loaded: Checkpoint.Loaded, _ sequences: [TrainingSequence], _ vectors: [Tensor], into output: inout Output
    ) throws {
        let trained = loaded.parameters.filter { $0.name.hasPrefix("talker.") }
        for parameter in trained { try parameter.tensor.requiringGradient() }
        try loss(loaded.model.talker, sequences, vectors).total.backward()
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
