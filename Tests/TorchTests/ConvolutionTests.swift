import ProcessorKernels
import TestSupport
import Testing
import Torch

@Suite("Convolutions")
struct ConvolutionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var inputs = 4
        var outputs = 6
        var kernel = 3
        var stride = 1
        var padding = 0
        var dilation = 1
        var groups = 1
        var bias = true

        var testDescription: String {
            "\(inputs)→\(outputs), kernel \(kernel), stride \(stride), padding \(padding), dilation \(dilation), "
                + "groups \(groups), \(bias ? "with" : "without") bias"
        }
    }

    private static let cases: [Case] = [
        Case(), Case(bias: false), Case(kernel: 1), Case(kernel: 5, stride: 2), Case(padding: 2), Case(dilation: 3),
        Case(groups: 2), Case(outputs: 4, kernel: 4, stride: 3, padding: 1, groups: 4),
        Case(kernel: 2, stride: 2, padding: 3, dilation: 2, groups: 2, bias: false),
    ]

    @Test("A convolution agrees with its loop", arguments: cases)
    func convolutions(_ it: Case) throws {
        let x = Grid(noise: 1, 2, it.inputs, 13)
        let weight = Grid(noise: 2, it.outputs, it.inputs / it.groups, it.kernel)
        let bias = Grid(noise: 3, it.outputs)
        let frames = (13 + 2 * it.padding - it.dilation * (it.kernel - 1) - 1) / it.stride + 1
        var expected = Grid(2, it.outputs, frames)
        let (inputsEach, outputsEach) = (it.inputs / it.groups, it.outputs / it.groups)
        for b in 0..<2 {
            for out in 0..<it.outputs {
                for frame in 0..<frames {
                    var sum = it.bias ? bias[out] : 0
                    for i in 0..<inputsEach {
                        for k in 0..<it.kernel {
                            let t = frame * it.stride + k * it.dilation - it.padding
                            guard t >= 0 && t < 13 else { continue }
                            sum += x[b, out / outputsEach * inputsEach + i, t] * weight[out, i, k]
                        }
                    }
                    expected[b, out, frame] = sum
                }
            }
        }
        let result = try convolution(
            x.tensor(), weight.tensor(), it.bias ? bias.tensor() : nil, stride: it.stride, padding: it.padding,
            dilation: it.dilation, groups: it.groups)
        try expectClose(result, expected.tensor(), tolerance: 1e-12)
    }

    private static let transposedCases: [Case] = [
        Case(), Case(bias: false), Case(stride: 2), Case(kernel: 8, stride: 4, padding: 2), Case(kernel: 2, stride: 3),
        Case(outputs: 8, kernel: 4, stride: 2, padding: 1, groups: 4),
    ]

    @Test("A transposed convolution agrees with its loop", arguments: transposedCases)
    func transposed(_ it: Case) throws {
        let (inputsEach, outputsEach) = (it.inputs / it.groups, it.outputs / it.groups)
        let x = Grid(noise: 4, 2, it.inputs, 7)
        let weight = Grid(noise: 5, it.inputs, outputsEach, it.kernel)
        let bias = Grid(noise: 6, it.outputs)
        let frames = 6 * it.stride + it.kernel - 2 * it.padding
        var expected = Grid(2, it.outputs, frames)
        for b in 0..<2 {
            for out in 0..<it.outputs {
                for frame in 0..<frames where it.bias { expected[b, out, frame] = bias[out] }
            }
            for i in 0..<it.inputs {
                for out in 0..<outputsEach {
                    for t in 0..<7 {
                        for k in 0..<it.kernel {
                            let frame = t * it.stride + k - it.padding
                            guard frame >= 0 && frame < frames else { continue }
                            expected[b, i / inputsEach * outputsEach + out, frame] += x[b, i, t] * weight[i, out, k]
                        }
                    }
                }
            }
        }
        let result = try transposedConvolution(
            x.tensor(), weight.tensor(), it.bias ? bias.tensor() : nil, stride: it.stride, padding: it.padding,
            groups: it.groups)
        try expectClose(result, expected.tensor(), tolerance: 1e-12)
    }

    /// The same tensor with its channels beside each other in memory.
    private func channelsLast(_ x: Tensor) throws -> Tensor { try x.transposed(1, 2).contiguous().transposed(1, 2) }

    @Test(
        "Channels beside each other in memory give the same values and gradients",
        arguments: [
            (4, 6, 7, 1, 3, 1), (4, 6, 1, 1, 1, 1), (4, 6, 4, 2, 1, 1), (6, 6, 7, 1, 1, 6), (1, 5, 7, 1, 1, 1),
            (1, 5, 6, 3, 1, 1),
        ])
    func channelsLast(
        inputs: Int, outputs: Int, kernel: Int, stride: Int, dilation: Int, groups: Int
    ) throws {
        let random = try RandomGenerator(seed: 3)
        let weight = try random.normal([outputs, inputs / groups, kernel])
        let bias = try random.normal([outputs])
        let values = try random.normal([2, inputs, 40])
        func result(_ x: Tensor, _ weight: Tensor) throws -> (output: Tensor, gradients: [Tensor]) {
            let leaves = try [x.detached().requiringGradient(), weight.detached().requiringGradient()]
            let output = try convolution(
                leaves[0], leaves[1], bias, stride: stride, dilation: dilation, groups: groups)
            try (output * output).sum().backward()
            return (output, try leaves.map { try #require(try $0.gradient()) })
        }
        let exact = try convolution(
            values.to(.float64), weight.to(.float64), bias.to(.float64), stride: stride, dilation: dilation,
            groups: groups)
        let plain = try result(values, weight)
        let last = try result(channelsLast(values), channelsLast(weight))
        try expectClose(plain.output, exact, tolerance: 1e-5)
        try expectClose(last.output, exact, tolerance: 1e-5)
        for (found, expected) in zip(last.gradients, plain.gradients) {
            try expectClose(found, expected, tolerance: 1e-5)
        }
    }

    @Test("Joining and padding keep the channels beside each other")
    func order() throws {
        let x = try RandomGenerator(seed: 4).normal([1, 3, 5])
        let last = try channelsLast(x)
        let joined = try concatenated([last, last], 2)
        #expect(try joined.array(of: Float.self) == concatenated([x, x], 2).array(of: Float.self))
        #expect(try joined.transposed(1, 2).isContiguous)
        let padded = try last.padded(left: 2, right: 1)
        #expect(try padded.array(of: Float.self) == x.padded(left: 2, right: 1).array(of: Float.self))
        #expect(try padded.transposed(1, 2).isContiguous)
    }

    @Test("The snake is the same in one pass and in five", arguments: [(1, 3, 50), (2, 16, 33), (1, 37, 3000)])
    func snake(batch: Int, channels: Int, time: Int) throws {
        let random = try RandomGenerator(seed: 5)
        // Angles up to some hundreds.
        let x = try random.normal([batch, channels, time]) * 20
        let frequency = try random.normal([channels, 1]).exponential()
        let inverse = try random.normal([channels, 1]).exponential()
        let wide = try x.to(.float64)
        // The angles are rounded to float32 in both: that is not what is compared.
        let exact = try wide + (x * frequency).to(.float64).sine().squared() * inverse.to(.float64)
        let composed = try snakeBeta(x, frequency: frequency, inverse: inverse)
        try expectClose(composed, exact, tolerance: 1e-6)
        for kernels in Kernels.names {
            try Kernels.with(kernels) {
                let fused = try withoutGradients {
                    try snakeBeta(channelsLast(x), frequency: frequency, inverse: inverse)
                }
                #expect(try fused.transposed(1, 2).isContiguous)
                try expectClose(fused, exact, tolerance: 1e-6, "\(kernels)")
            }
        }
    }
}
