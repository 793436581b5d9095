import Foundation
import TestSupport
import Testing
import Torch

@Suite("Operations element by element")
struct ElementwiseTests {
    struct Unary: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operation: @Sendable (Tensor) throws -> Tensor
        let reference: @Sendable (Double) -> Double

        init(
            _ testDescription: String, _ operation: @escaping @Sendable (Tensor) throws -> Tensor,
            _ reference: @escaping @Sendable (Double) -> Double
        ) {
            self.testDescription = testDescription
            self.operation = operation
            self.reference = reference
        }
    }

    @Test(
        "Functions of any number agree with plain Swift",
        arguments: [
            Unary("negative", { try -$0 }, { -$0 }),
            Unary("absolute", { try $0.absolute() }, { abs($0) }),
            Unary("exponential", { try $0.exponential() }, { exp($0) }),
            Unary("sine", { try $0.sine() }, { sin($0) }),
            Unary("cosine", { try $0.cosine() }, { cos($0) }),
            Unary("squared", { try $0.squared() }, { $0 * $0 }),
            Unary("reciprocal", { try $0.reciprocal() }, { 1 / $0 }),
            Unary("tanh", { try $0.tanh() }, { tanh($0) }),
            Unary("sigmoid", { try $0.sigmoid() }, { 1 / (1 + exp(-$0)) }),
            Unary("relu", { try $0.relu() }, { max($0, 0) }),
            Unary("silu", { try $0.silu() }, { $0 / (1 + exp(-$0)) }),
            Unary("gelu", { try $0.gelu() }, { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }),
            Unary("elu", { try $0.elu() }, { $0 > 0 ? $0 : exp($0) - 1 }),
            Unary("third power", { try $0.power(3) }, { $0 * $0 * $0 }),
            Unary("clamped", { try $0.clamped(-1, 2) }, { min(max($0, -1), 2) }),
            Unary("clamped below", { try $0.clamped(-1) }, { max($0, -1) }),
            Unary("clamped above", { try $0.clamped(-.infinity, 1) }, { min($0, 1) }),
            Unary("not clamped", { try $0.clamped(-.infinity) }, { $0 }),
            Unary("plus 1.5", { try $0 + 1.5 }, { $0 + 1.5 }),
            Unary("minus 1.5", { try $0 - 1.5 }, { $0 - 1.5 }),
            Unary("times 1.5", { try $0 * 1.5 }, { $0 * 1.5 }),
            Unary("divided by 1.5", { try $0 / 1.5 }, { $0 / 1.5 }),
        ])
    func functions(_ unary: Unary) throws {
        let inputs = [-3.7, -1, -0.25, 0.125, 1, 2.5, 4]
        try expectClose(
            unary.operation(Tensor(inputs)), Tensor(inputs.map(unary.reference)), tolerance: 1e-12,
            unary.testDescription)
    }

    @Test(
        "Functions of positive numbers agree with plain Swift",
        arguments: [
            Unary("logarithm", { try $0.logarithm() }, { log($0) }),
            Unary("square root", { try $0.squareRoot() }, { $0.squareRoot() }),
            Unary("power 0.3", { try $0.power(0.3) }, { pow($0, 0.3) }),
            Unary("power -2", { try $0.power(-2) }, { 1 / ($0 * $0) }),
        ])
    func positiveFunctions(_ unary: Unary) throws {
        let inputs = [0.01, 0.5, 1, 7]
        try expectClose(
            unary.operation(Tensor(inputs)), Tensor(inputs.map(unary.reference)), tolerance: 1e-12,
            unary.testDescription)
    }

    struct Binary: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operation: @Sendable (Tensor, Tensor) throws -> Tensor
        let reference: @Sendable (Double, Double) -> Double
    }

    @Test(
        "Two tensors are combined with broadcasting",
        arguments: [
            Binary(testDescription: "+", operation: { try $0 + $1 }, reference: { $0 + $1 }),
            Binary(testDescription: "-", operation: { try $0 - $1 }, reference: { $0 - $1 }),
            Binary(testDescription: "*", operation: { try $0 * $1 }, reference: { $0 * $1 }),
            Binary(testDescription: "/", operation: { try $0 / $1 }, reference: { $0 / $1 }),
            Binary(testDescription: "=", operation: { try $0.equal($1) }, reference: { $0 == $1 ? 1 : 0 }),
            Binary(testDescription: "≠", operation: { try $0.notEqual($1) }, reference: { $0 != $1 ? 1 : 0 }),
            Binary(testDescription: "<", operation: { try $0.less($1) }, reference: { $0 < $1 ? 1 : 0 }),
            Binary(testDescription: "≤", operation: { try $0.lessOrEqual($1) }, reference: { $0 <= $1 ? 1 : 0 }),
            Binary(testDescription: ">", operation: { try $0.greater($1) }, reference: { $0 > $1 ? 1 : 0 }),
        ])
    func combinations(_ binary: Binary) throws {
        let (column, row) = ([1, 2, 3] as [Double], [2, 3] as [Double])
        let expected = column.flatMap { x in row.map { binary.reference(x, $0) } }
        let result = try binary.operation(Tensor(column, shape: [3, 1]), Tensor(row))
        #expect(result.shape == [3, 2])
        #expect(try result.doubles() == expected)
    }

    @Test("Conditions are combined, negated, and choose")
    func conditions() throws {
        let x = try Tensor([1, 2, 3, 4] as [Double])
        let (low, odd) = try (x.less(3), x.equal(1).or(x.equal(3)))
        #expect(low.dtype == .bool)
        #expect(try low.and(odd).doubles() == [1, 0, 0, 0])
        #expect(try low.or(odd).doubles() == [1, 1, 1, 0])
        #expect(try low.not().doubles() == [0, 0, 1, 1])
        #expect(try x.greater(2).doubles() == [0, 0, 1, 1])
        #expect(try Tensor.choose(low, x, -x).doubles() == [1, 2, -3, -4])
        #expect(try x.filled(where: odd, with: 0.5).doubles() == [0.5, 2, 0.5, 4])
        #expect(try Tensor([0, .infinity, -.infinity, .nan] as [Double]).isFinite().doubles() == [1, 0, 0, 0])
    }

    /// It does not survive a detour over floating point.
    private static let large = (1 << 60) + 1

    struct Whole: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: Int
        let operation: @Sendable (Tensor) throws -> Tensor

        init(_ testDescription: String, _ expected: Int, _ operation: @escaping @Sendable (Tensor) throws -> Tensor) {
            self.testDescription = testDescription
            self.expected = expected
            self.operation = operation
        }
    }

    private static let wholes: [Whole] = [
        Whole("+", large + 1) { try $0 + 1 },
        Whole("-", large - 1) { try $0 - 1 },
        Whole("*", large * 2) { try $0 * 2 },
        Whole("clamped", large) { try $0.clamped(0) },
        Whole("not clamped", large) { try $0.clamped(-.infinity) },
        Whole("power", large) { try $0.power(1) },
        Whole("filled", 7) { try $0.filled(where: .ones([], .bool), with: 7) },
        Whole("negative", -large) { try -$0 },
        Whole("sum", large) { try $0.sum() },
    ]

    @Test("Whole numbers leave integers integers, with all their digits", arguments: wholes)
    func integers(_ whole: Whole) throws {
        let result = try whole.operation(Tensor(indices: [Self.large]))
        #expect(result.dtype == .int64)
        #expect(try result.integerItem() == whole.expected)
    }

    @Test("Integers and fractions make floating-point numbers")
    func promotion() throws {
        let x = try Tensor(indices: [1, 2])
        #expect(try (x * 0.5).dtype == .float32)
        #expect(try (x * 0.5).doubles() == [0.5, 1])
        #expect(try (x / 2).doubles() == [0.5, 1])
        #expect(try x.power(-1).doubles() == [1, 0.5])
    }

    @Test("Numbers beyond int64 and infinities are compared with integers", arguments: [1e30, .infinity])
    func beyondIntegers(number: Double) throws {
        let x = try Tensor(indices: [1, -5])
        #expect(try x.less(number).doubles() == [1, 1])
        #expect(try x.greater(-number).doubles() == [1, 1])
        #expect(try x.equal(.nan).doubles() == [0, 0])
    }

    @Test("Matrices are multiplied over the last two dimensions")
    func matmul() throws {
        let (x, y) = (Grid(noise: 1, 2, 3, 4), Grid(noise: 2, 2, 4, 5))
        var expected = Grid(2, 3, 5)
        for b in 0..<2 {
            for i in 0..<3 {
                for j in 0..<5 { expected[b, i, j] = (0..<4).reduce(0) { $0 + x[b, i, $1] * y[b, $1, j] } }
            }
        }
        try expectClose(x.tensor().matmul(y.tensor()), expected.tensor(), tolerance: 1e-12)
    }
}
