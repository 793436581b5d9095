import GoldenCases
import ModelFixtures
import NeuralNetwork
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Talker")
struct TalkerTests {
    /// The names of the layouts in the golden files.
    static let layouts: [(name: String, layout: Prompt.Layout)] = [
        ("nonstream", .wholeText), ("stream", .streamingText),
    ]

    @Test(
        "Embeddings, hidden states and logits agree with the official ones", arguments: TinyCheckpoint.all, layouts)
    func forward(tiny: TinyCheckpoint, layout: (name: String, layout: Prompt.Layout)) throws {
        let golden = try TrainingCase(tiny)
        let prefix = "train/\(layout.name)/"
        let sequences = try golden.sequences(layout.layout)
        let talker = try golden.checkpoint.loadModel().model.talker
        #expect(sequences.map(\.prompt.count) == (try golden.file.tensor(prefix + "p0").integers()))
        try withoutGradients {
            let embeddings = try talker.embed(sequences, speakers: golden.speakers(), .float32, on: .cpu)
            try expectClose(embeddings, golden.file.tensor(prefix + "embeds"), prefix + "embeds")

            // The official states of the padding are those of another mask, and of no use.
            let isReal = try golden.file.tensor(prefix + "mask").integers()
            let real = try Tensor(indices: isReal.indices.filter { isReal[$0] == 1 })
            func rows(_ name: String) throws -> Tensor {
                let tensor = try golden.file.tensor(prefix + name)
                return try tensor.reshaped(-1, tensor.size(2)).indexSelect(0, real)
            }
            let hidden = try talker(embeddings).reshaped(-1, talker.configuration.hidden)
            try expectClose(hidden.indexSelect(0, real), rows("hidden"), prefix + "hidden")
            try expectClose(talker.codecHead(hidden).indexSelect(0, real), rows("logits"), prefix + "logits")

            let longest = embeddings.size(1)
            let positions = try zip(
                golden.file.tensor(prefix + "pred_row").integers(), golden.file.tensor(prefix + "pred_col").integers()
            ).map { $0 * longest + $1 }
            let codes = try talker.codes(sequences.flatMap(\.frames), on: .cpu)
            let logits = try talker.codePredictor.logits(
                hidden: hidden.indexSelect(0, Tensor(indices: positions)),
                firstEmbeddings: talker.codecEmbedding(codes.select(1, 0)), codes: codes)
            try expectClose(stacked(logits, 1), golden.file.tensor(prefix + "sub_logits"), prefix + "sub_logits")
        }
    }

    @Test("A padded batch equals its items alone", arguments: TinyCheckpoint.all, Prompt.Layout.allCases)
    func padding(tiny: TinyCheckpoint, layout: Prompt.Layout) throws {
        let golden = try TrainingCase(tiny)
        let sequences = try golden.sequences(layout)
        let talker = try golden.checkpoint.loadModel().model.talker
        try withoutGradients {
            let vectors = try golden.speakers()
            let together = try talker(talker.embed(sequences, speakers: vectors, .float32, on: .cpu))
            for (index, sequence) in sequences.enumerated() {
                let alone = try talker(talker.embed([sequence], speakers: vectors, .float32, on: .cpu)).select(0, 0)
                let real = try together.select(0, index).narrowed(0, 0..<sequence.count)
                try expectClose(real, alone, tolerance: 1e-5, "item \(index)")
            }
        }
    }

    @Test("The tokens of the golden texts are those that the official package made", arguments: TinyCheckpoint.all)
    func tokens(tiny: TinyCheckpoint) throws {
        let golden = try TrainingCase(tiny)
        for (index, sequence) in try golden.sequences(.wholeText).enumerated() {
            let ids = try golden.file.tensor("train/item\(index)/text_ids").integers()
            #expect(Array(sequence.prompt.textTokens.prefix(3)) == Array(ids.prefix(3)))
            #expect(sequence.prompt.textTokens.suffix(ids.count - 8 + 2).dropLast(2) == ids[3..<ids.count - 5])
        }
    }
}
