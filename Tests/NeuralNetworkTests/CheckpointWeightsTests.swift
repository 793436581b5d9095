import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Torch

@Suite("Parameters from a checkpoint")
struct CheckpointWeightsTests {
    /// A file with a linear layer `a`, a vector `b` and a number `extra`.
    private func file(in folder: TemporaryFolder) throws -> SafetensorsSet {
        let url = folder.file("model.safetensors")
        try SafetensorsWriter.write(
            [
                ("a.weight", Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]).to(.bfloat16)),
                ("b.weight", Tensor([1, 2] as [Float])), ("extra", .ones([])),
            ], to: url)
        return try SafetensorsSet(url)
    }

    @Test("All that does not fit is reported at once")
    func report() throws {
        let folder = try TemporaryFolder()
        let source = CheckpointWeights(try file(in: folder))
        let weights = Weights(source)
        let layer = try Linear(from: weights["a"], 4, 2, bias: true)
        #expect(layer.weight.shape == [2, 4])
        #expect(try weights["z", 3].parameter("scale").shape == [])
        let error = #expect(throws: WeightsError.self) { try source.finish() }
        #expect(
            error?.description == """
                The parameters in '\(folder.file("model.safetensors").path)' do not fit the model that its config.json \
                describes:
                  The parameter 'a.weight' has the shape [2, 3], where the model needs [2, 4].
                  The parameter 'a.bias' is missing.
                  The parameter 'z.3.scale' is missing.
                  The parameter 'b.weight' is not one of the model's.
                  The parameter 'extra' is not one of the model's.
                Use the config.json that came with these parameters, or download the checkpoint again.
                """)
    }

    @Test("A model that asks for everything fits")
    func fitting() throws {
        let folder = try TemporaryFolder()
        let source = CheckpointWeights(try file(in: folder))
        let weights = Weights(source)
        #expect(weights["a"].contains("weight"))
        #expect(!weights["a"].contains("bias"))
        let layer = try Linear(from: weights["a"], 3, 2)
        let vector = try weights["b"].parameter("weight", 2)
        try weights.carryAlong("extra", 7)
        try source.finish()
        #expect(source.parameters.map(\.name) == ["a.weight", "b.weight"])
        #expect(source.parameters.map(\.tensor).elementsEqual([layer.weight, vector]) { $0 === $1 })
    }

    @Test("A copied parameter has its dtype and memory of its own", arguments: [DType.float32, .bfloat16])
    func copied(dtype: DType) throws {
        let folder = try TemporaryFolder()
        let file = try file(in: folder)
        let weights = Weights(CheckpointWeights(file) { _ in .copied(dtype) })
        let tensor = try weights["a"].parameter("weight", 2, 3)
        #expect(tensor.dtype == dtype)
        try tensor.fill(0)
        #expect(try file.tensor("a.weight").doubles() == [1, 2, 3, 4, 5, 6])
    }

    @Test("A mapped parameter has the file's dtype and outlives the source")
    func mapped() throws {
        let folder = try TemporaryFolder()
        let tensor = try Weights(CheckpointWeights(file(in: folder)) { _ in .mapped })["a"].parameter("weight", 2, 3)
        #expect(tensor.dtype == .bfloat16)
        #expect(try tensor.doubles() == [1, 2, 3, 4, 5, 6])
    }

    @Test("The name decides how a parameter is stored")
    func storage() throws {
        let folder = try TemporaryFolder()
        let weights = Weights(
            CheckpointWeights(try file(in: folder)) { $0 == "a.weight" ? .mapped : .copied(.float64) })
        #expect(try weights["a"].parameter("weight", 2, 3).dtype == .bfloat16)
        #expect(try weights["b"].parameter("weight", 2).dtype == .float64)
    }

    @Test(
        "A weight that is no number is named, whatever the dtype; large ones are none",
        arguments: [DType.float32, .bfloat16, .float16], [Float.nan, .infinity, 60000])
    func notFinite(dtype: DType, value: Float) throws {
        let folder = try TemporaryFolder()
        let url = folder.file("model.safetensors")
        try SafetensorsWriter.write(
            [
                ("a", Tensor([1, value, value] as [Float]).to(dtype)), ("b", Tensor([1] as [Float])),
                ("c", Tensor([value] as [Float]).to(dtype)),
            ], to: url)
        let source = CheckpointWeights(try SafetensorsSet(url)) { $0 == "a" ? .mapped : .copied(.float32) }
        for (name, count) in [("a", 3), ("b", 1), ("c", 1)] { _ = try Weights(source).parameter(name, count) }
        guard !value.isFinite else { return try source.finish() }
        let error = #expect(throws: WeightsError.self) { try source.finish() }
        #expect(
            error?.description
                == "The weights in '\(url.path)' are not all numbers: 'a' has infinities or no numbers at all, and so have 1 others. The "
                + "file is damaged, or the training diverged: download or copy it again, or use an earlier checkpoint.")
    }
}
