import TestSupport
import Testing
import Torch

@Suite("Shapes and indices")
struct ShapeTests {
    struct View: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let shape: [Int]
        let elements: [Int]
        let operation: @Sendable (Tensor) throws -> Tensor

        init(
            _ testDescription: String, _ shape: [Int], _ elements: [Int],
            _ operation: @escaping @Sendable (Tensor) throws -> Tensor
        ) {
            self.testDescription = testDescription
            self.shape = shape
            self.elements = elements
            self.operation = operation
        }
    }

    /// Each is applied to `[[0, 1, 2], [3, 4, 5]]`.
    private static let all: [View] = [
        View("reshaped", [3, 2], [0, 1, 2, 3, 4, 5]) { try $0.reshaped(3, -1) },
        View("reshaped to a vector", [6], [0, 1, 2, 3, 4, 5]) { try $0.reshaped([6]) },
        View("transposed", [3, 2], [0, 3, 1, 4, 2, 5]) { try $0.transposed(0, -1) },
        View("permuted", [3, 1, 2], [0, 3, 1, 4, 2, 5]) { try $0.unsqueezed(0).permuted(2, 0, 1) },
        View("expanded", [2, 2, 3], [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]) { try $0.expanded(2, -1, -1) },
        View("unsqueezed", [2, 3, 1], [0, 1, 2, 3, 4, 5]) { try $0.unsqueezed(-1) },
        View("squeezed", [2, 3], [0, 1, 2, 3, 4, 5]) { try $0.unsqueezed(1).squeezed(1) },
        View("selected", [2], [2, 5]) { try $0.select(1, -1) },
        View("narrowed", [2, 2], [1, 2, 4, 5]) { try $0.narrowed(1, 1..<3) },
        View("narrowed to nothing", [2, 0], []) { try $0.narrowed(1, 1..<1) },
        View("chosen rows", [3, 3], [3, 4, 5, 0, 1, 2, 3, 4, 5]) { try $0.indexSelect(0, Tensor(indices: [1, 0, 1])) },
        View("gathered", [2, 1], [2, 3]) { try $0.gathered(1, Tensor(indices: [2, 0], shape: [2, 1])) },
        View("scattered", [2, 3], [0, 1, 9, 8, 4, 5]) {
            try $0.scattered(1, Tensor(indices: [2, 0], shape: [2, 1]), Tensor(indices: [9, 8], shape: [2, 1]))
        },
        View("added to rows", [2, 3], [0, 1, 2, 14, 15, 16]) {
            try $0.indexAdded(0, Tensor(indices: [1, 1]), Tensor(indices: [1, 1, 1, 10, 10, 10], shape: [2, 3]))
        },
        View("flipped", [2, 3], [2, 1, 0, 5, 4, 3]) { try $0.flipped(1) },
        View("joined", [2, 4], [0, 1, 2, 2, 3, 4, 5, 5]) { try concatenated([$0, $0.narrowed(1, 2..<3)], 1) },
        View("stacked", [2, 2, 3], [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]) { try stacked([$0, $0], 1) },
        View("padded with a number", [2, 6], [7, 7, 0, 1, 2, 7, 7, 7, 3, 4, 5, 7]) {
            try $0.padded(left: 2, right: 1, .constant(7))
        },
        View("padded by reflection", [2, 6], [2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4]) {
            try $0.to(.float32).padded(left: 2, right: 1, .reflect)
        },
        View("padded by replication", [2, 6], [0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 5, 5]) {
            try $0.to(.float32).padded(left: 2, right: 1, .replicate)
        },
        View("cut by negative padding", [2, 2], [1, 2, 4, 5]) { try $0.padded(left: -1, right: 0) },
    ]

    @Test("Elements are where they belong", arguments: all)
    func views(_ view: View) throws {
        let original = try Tensor.arange(0..<6).reshaped(2, 3)
        let result = try view.operation(original)
        #expect(result.shape == view.shape)
        #expect(try result.integers() == view.elements)
        #expect(try original.integers() == [0, 1, 2, 3, 4, 5])
    }

    @Test("A tensor tells its shape, rank, sizes and bytes")
    func facts() throws {
        let tensor = try Tensor.zeros([2, 0, 5], .int16)
        #expect(tensor.shape == [2, 0, 5])
        #expect(tensor.rank == 3)
        #expect(tensor.size(-1) == 5)
        #expect(tensor.size(0) == 2)
        #expect(tensor.elementCount == 0)
        #expect(try Tensor.zeros([2, 3], .int16).byteCount == 12)
        #expect(tensor.description == "Tensor(int16, [2, 0, 5], cpu)")
    }

    @Test("Elements of a view are read in its own order, as bytes as well")
    func order() throws {
        let view = try Tensor([1, 2, 3, 4] as [UInt8], shape: [2, 2]).transposed(0, 1)
        #expect(try view.array() == [1, 3, 2, 4] as [UInt8])
        #expect(try view.withBytes { Array($0) } == [1, 3, 2, 4])
        #expect(try Tensor.zeros([0]).withBytes { $0.count } == 0)
    }

    @Test("A range of numbers ends before its upper bound")
    func ranges() throws {
        #expect(try Tensor.arange(-1..<3).integers() == [-1, 0, 1, 2])
        #expect(try Tensor.arange(2..<2, .float32).shape == [0])
    }
}
