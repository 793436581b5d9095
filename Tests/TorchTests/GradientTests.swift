import CTorch
import TestSupport
import Testing
import Torch

@Suite("Gradients", .serialized)
struct GradientTests {
    struct Composite: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let inputs: [Grid]
        /// The function of the inputs whose elements are summed with fixed weights.
        let function: @Sendable ([Tensor]) throws -> Tensor
        var dtype = DType.float64
    }

    private static let composites: [Composite] = [
        Composite(
            testDescription: "linear", inputs: [Grid(noise: 1, 3, 4), Grid(noise: 2, 2, 4), Grid(noise: 3, 2)],
            function: { try linear($0[0], $0[1], $0[2]) }),
        Composite(
            testDescription: "embedding with repeated rows", inputs: [Grid(noise: 4, 4, 3)],
            function: { try embedding($0[0], Tensor(indices: [1, 3, 1])) }),
        Composite(
            testDescription: "RMS norm", inputs: [Grid(noise: 5, 3, 4), Grid(noise: 6, 4)],
            function: { try rmsNorm($0[0], $0[1], epsilon: 1e-2) }, dtype: .float32),
        Composite(
            testDescription: "layer norm", inputs: [Grid(noise: 5, 3, 4), Grid(noise: 6, 4), Grid(noise: 7, 4)],
            function: { try layerNorm($0[0], $0[1], $0[2], epsilon: 1e-2) }),
        Composite(
            testDescription: "causal attention",
            inputs: [Grid(noise: 7, 1, 2, 3, 4), Grid(noise: 8, 1, 2, 3, 4), Grid(noise: 9, 1, 2, 3, 4)],
            function: { try attention($0[0], $0[1], $0[2], isCausal: true, scale: 0.5) }),
        Composite(
            testDescription: "grouped attention",
            inputs: [Grid(noise: 7, 1, 4, 3, 4), Grid(noise: 8, 1, 2, 3, 4), Grid(noise: 9, 1, 2, 3, 4)],
            function: { try attention($0[0], $0[1], $0[2], isCausal: true, scale: 0.5) }),
        Composite(
            testDescription: "masked attention",
            inputs: [Grid(noise: 7, 1, 1, 3, 4), Grid(noise: 8, 1, 1, 3, 4), Grid(noise: 9, 1, 1, 3, 4)],
            function: {
                let mask = try Tensor([1, 0, 1, 1, 1, 0, 0, 1, 1] as [UInt8], shape: [3, 3]).to(.bool)
                return try attention($0[0], $0[1], $0[2], mask: mask, isCausal: false, scale: 0.5)
            }),
        Composite(
            testDescription: "cross entropy with an ignored row", inputs: [Grid(noise: 10, 3, 5)],
            function: { try crossEntropySum($0[0], Tensor(indices: [4, -100, 0])) }),
        Composite(
            testDescription: "convolution",
            inputs: [Grid(noise: 11, 1, 4, 9), Grid(noise: 12, 2, 2, 3), Grid(noise: 13, 2)],
            function: { try convolution($0[0], $0[1], $0[2], stride: 2, padding: 1, dilation: 2, groups: 2) }),
        Composite(
            testDescription: "transposed convolution", inputs: [Grid(noise: 14, 1, 2, 4), Grid(noise: 15, 2, 3, 4)],
            function: { try transposedConvolution($0[0], $0[1], nil, stride: 2, padding: 1) }),
        Composite(
            testDescription: "silu, gelu, elu and softmax", inputs: [Grid(noise: 16, 2, 3)],
            function: { try ($0[0].silu() * $0[0].gelu() + $0[0].elu()).softmax(1) }),
        Composite(
            testDescription: "indices", inputs: [Grid(noise: 17, 3, 4), Grid(noise: 18, 2, 4)],
            function: { inputs in
                let added = try inputs[0].indexAdded(0, Tensor(indices: [2, 2]), inputs[1])
                return try added.gathered(1, Tensor(indices: [0, 0, 3], shape: [3, 1])) * added.narrowed(1, 1..<3)
            }),
        Composite(
            testDescription: "Fourier magnitude", inputs: [Grid(noise: 19, 1, 20)],
            function: { try $0[0].shortTimeFourier(size: 8, hop: 4, window: .ones([8], .float64)).squared().sum(3) }),
    ]

    @Test("Backward agrees with numeric differentiation", arguments: composites)
    func numeric(_ it: Composite) throws {
        func loss(_ inputs: [Tensor]) throws -> Tensor {
            let result = try it.function(inputs)
            let weights = Grid(noise: 99, result.elementCount)
            return try (result.reshaped(-1) * weights.tensor(it.dtype)).sum()
        }
        let inputs = try it.inputs.map { try $0.tensor(it.dtype).requiringGradient() }
        try loss(inputs).backward()
        let (h, tolerance) = it.dtype == .float64 ? (1e-5, 1e-7) : (1e-2, 1e-3)
        for (index, grid) in it.inputs.enumerated() {
            var slopes = grid
            for element in grid.values.indices {
                let ends = try [h, -h].map { step in
                    var moved = it.inputs
                    moved[index].values[element] += step
                    return try loss(moved.map { try $0.tensor(it.dtype) }).item()
                }
                slopes.values[element] = (ends[0] - ends[1]) / (2 * h)
            }
            let gradient = try #require(try inputs[index].gradient())
            try expectClose(gradient, slopes.tensor(), tolerance: tolerance, "the gradient of input \(index)")
        }
    }

    @Test("Gradients add up until they are cleared")
    func accumulation() throws {
        let x = try Tensor([1, 2] as [Float]).requiringGradient()
        #expect(x.requiresGradient)
        #expect(try x.gradient() == nil)
        for round in 1...3 {
            try x.squared().sum().backward()
            #expect(try x.gradient()?.array() == [2 * Float(round), 4 * Float(round)])
        }
        try x.clearGradient()
        #expect(try x.gradient() == nil)
        try x.squared().sum().backward()
        #expect(try x.gradient()?.array() == [2, 4] as [Float])
        try x.requiringGradient(false)
        #expect(!x.requiresGradient)
    }

    @Test("A detached tensor takes no part in the graph")
    func detaching() throws {
        let x = try Tensor([3] as [Float]).requiringGradient()
        let detached = try x.detached()
        #expect(!detached.requiresGradient)
        try (x * detached).sum().backward()
        #expect(try x.gradient()?.array() == [3] as [Float])
    }

    private struct Interruption: Error {}

    @Test("Without gradients nothing is recorded, and the mode comes back, after an error too")
    func mode() throws {
        let x = try Tensor([1] as [Float]).requiringGradient()
        let product = try withoutGradients {
            let inner = try withoutGradients { try x * 2 }
            #expect(!ctorch_is_gradient_enabled())
            #expect(!inner.requiresGradient)
            return try x * 2
        }
        #expect(!product.requiresGradient)
        #expect(ctorch_is_gradient_enabled())
        #expect(throws: Interruption.self) { try withoutGradients { throw Interruption() } }
        #expect(ctorch_is_gradient_enabled())
        #expect(try (x * 2).requiresGradient)
    }

    @Test("A parameter is changed in place only without gradients")
    func parameters() throws {
        let x = try Tensor([1, 2] as [Float]).requiringGradient()
        #expect(throws: TorchError.self) { try x.assign(Tensor([3, 4] as [Float])) }
        try withoutGradients { try x.assign(Tensor([3, 4] as [Float])) }
        #expect(try x.array() == [3, 4] as [Float])
        #expect(x.requiresGradient)
    }

    @Test("A conversion passes the gradient on in the parameter's own dtype")
    func conversion() throws {
        let x = try Tensor([1, 2] as [Float]).requiringGradient()
        try (x.to(.bfloat16) * 3).sum().backward()
        let gradient = try #require(try x.gradient())
        #expect(gradient.dtype == .float32)
        #expect(try gradient.array() == [3, 3] as [Float])
    }
}
