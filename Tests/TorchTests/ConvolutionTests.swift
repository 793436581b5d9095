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
}
