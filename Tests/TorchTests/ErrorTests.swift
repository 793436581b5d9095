import CTorch
import TestSupport
import Testing

@testable import Torch

@Suite("What libtorch refuses")
struct ErrorTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let words: String
        let operation: @Sendable () throws -> Void

        init(_ testDescription: String, _ words: String, _ operation: @escaping @Sendable () throws -> Void) {
            self.testDescription = testDescription
            self.words = words
            self.operation = operation
        }
    }

    @Test(
        "An operation that does not fit says why in libtorch's words, without a backtrace",
        arguments: [
            Refusal(
                "sizes", "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"
            ) {
                _ = try Tensor.zeros([2]) + Tensor.zeros([3])
            },
            Refusal("matrices", "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)") {
                _ = try Tensor.zeros([2, 3]).matmul(.zeros([2, 3]))
            },
            Refusal("reshape", "shape '[4]' is invalid for input of size 6") {
                _ = try Tensor.zeros([2, 3]).reshaped(4)
            },
            Refusal("dimension", "Dimension out of range (expected to be in range of [-2, 1], but got 2)") {
                _ = try Tensor.zeros([2, 3]).sum(2)
            },
            Refusal("slice", "start (2) + length (3) exceeds dimension size (3).") {
                _ = try Tensor.zeros([3]).narrowed(0, 2..<5)
            },
            Refusal("row", "index out of range in self") {
                _ = try embedding(.zeros([3, 2]), Tensor(indices: [3]))
            },
            Refusal("target", "Target 5 is out of bounds.") {
                _ = try crossEntropySum(.zeros([1, 4]), Tensor(indices: [5]))
            },
            Refusal("concatenation of nothing", "expected a non-empty list of Tensors") {
                _ = try concatenated([], 0)
            },
            Refusal("gradient of integers", "Only Tensors of floating point and complex dtype can require gradients") {
                try Tensor(indices: [1]).requiringGradient()
            },
            Refusal("backward of a vector", "grad can be implicitly created only for scalar outputs") {
                try (Tensor.ones([2]).requiringGradient() * 2).backward()
            },
            Refusal(
                "backward without a graph", "element 0 of tensors does not require grad and does not have a grad_fn"
            ) {
                try Tensor.ones([]).backward()
            },
            Refusal("item of a vector", "a Tensor with 2 elements cannot be converted to Scalar") {
                _ = try Tensor.ones([2]).item()
            },
            Refusal("negative size", "Trying to create tensor with negative dimension -1: [-1]") {
                _ = try Tensor.empty([-1])
            },
            Refusal("mask and causal", "attention takes a mask or is causal, not both") {
                let x = try Tensor.ones([1, 1, 2, 2])
                _ = try attention(x, x, x, mask: .ones([2, 2]), isCausal: true, scale: 1)
            },
            Refusal(
                "assignment", "the elements of a tensor of the shape [1] cannot be assigned to one of the shape [2]"
            ) {
                try Tensor.zeros([2]).assign(.zeros([1]))
            },
            Refusal("device index", "there is no device with the index 256") {
                _ = try Tensor.zeros([1], on: .cuda(index: 256))
            },
        ])
    func refusals(_ refusal: Refusal) {
        let error = #expect(throws: TorchError.self) { try refusal.operation() }
        #expect(error?.kind == .invalid)
        #expect(error?.message.contains(refusal.words) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("frame #") == false)
        #expect(error?.message.contains("Exception raised from") == false)
        #expect(error.map { $0.description == "libtorch: \($0.message)" } == true)
    }

    @Test("Memory that cannot be had is its own kind of error, with advice")
    func outOfMemory() {
        let error = #expect(throws: TorchError.self) { _ = try Tensor.empty([1 << 58]) }
        #expect(error?.kind == .outOfMemory)
        #expect(
            error?.description
                == "libtorch ran out of memory (\(error?.message ?? "")). "
                + "Use a smaller batch, a shorter clip, or a smaller model.")
    }

    @Test("A size beyond 64 bits is invalid")
    func overflow() {
        let error = #expect(throws: TorchError.self) { _ = try Tensor.empty([1 << 40, 1 << 40]) }
        #expect(error?.kind == .invalid)
    }

    @Test("A failing call does not write its result")
    func outputStays() throws {
        let tensor = try Tensor.zeros([2])
        let mark = UnsafeMutableRawPointer(bitPattern: 0x10)
        var out = ctorch_tensor(pointer: mark)
        let error = ctorch_reshape(&out, tensor.handle, [3], 1)
        #expect(error.pointer != nil)
        #expect(out.pointer == mark)
        ctorch_error_free(error)
    }

    @Test("Bytes are copied out only into a place of their size")
    func copyOut() throws {
        let tensor = try Tensor.zeros([2])
        var bytes = [UInt8](repeating: 0, count: 7)
        let error = #expect(throws: TorchError.self) { try check(ctorch_copy_out(tensor.handle, &bytes, 7)) }
        #expect(error?.message == "the tensor holds 8 bytes, the destination 7")
    }
}
