import CTorch
import Foundation
import TestSupport
import Testing

@testable import Torch

@Suite("Whose memory it is")
struct MemoryTests {
    private final class Owner {
        var releases = 0
    }

    /// A tensor over bytes of its own whose release `owner` counts.
    private func borrowing(_ owner: Owner, _ sizes: [Int64]) throws -> Tensor {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
        memory.initializeMemory(as: Float.self, repeating: 1.5, count: 16)
        final class Context {
            let owner: Owner
            let memory: UnsafeMutableRawPointer
            init(_ owner: Owner, _ memory: UnsafeMutableRawPointer) { (self.owner, self.memory) = (owner, memory) }
            deinit {
                owner.releases += 1
                memory.deallocate()
            }
        }
        let context = Unmanaged.passRetained(Context(owner, memory)).toOpaque()
        return try Tensor.make { out in
            ctorch_tensor_over_memory(out, memory, CTORCH_FLOAT32, sizes, Int32(sizes.count), context) { context in
                if let context { Unmanaged<Context>.fromOpaque(context).release() }
            }
        }
    }

    @Test("Borrowed memory is released once, when the last tensor over it goes")
    func lastView() throws {
        let owner = Owner()
        var tensor: Tensor? = try borrowing(owner, [4, 4])
        var views: [Tensor] = []
        if let tensor {
            views = try [tensor.narrowed(0, 1..<3), tensor.transposed(0, 1), tensor.reshaped(16), tensor.detached()]
        }
        tensor = nil
        #expect(owner.releases == 0)
        while let view = views.popLast() {
            #expect(owner.releases == 0)
            #expect(try view.sum().item() == 1.5 * Double(view.elementCount))
        }
        #expect(owner.releases == 1)
    }

    @Test("A copy does not keep borrowed memory")
    func copies() throws {
        let owner = Owner()
        let copy = try borrowing(owner, [4]).clone()
        #expect(owner.releases == 1)
        #expect(try copy.array() == [Float](repeating: 1.5, count: 4))
    }

    @Test(
        "Borrowed memory is released once also when no tensor can be made",
        arguments: [[-1], [1 << 62, 4], [1 << 62, 1 << 62, 4], [0, -3]] as [[Int64]])
    func failures(sizes: [Int64]) {
        let owner = Owner()
        #expect(throws: TorchError.self) { try borrowing(owner, sizes) }
        #expect(owner.releases == 1)
    }

    @Test("A tensor without elements releases borrowed memory as well")
    func emptyTensors() throws {
        let owner = Owner()
        _ = try borrowing(owner, [0])
        #expect(owner.releases == 1)
    }

    @Test("Views share memory, copies do not")
    func sharing() throws {
        let tensor = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
        let copy = try tensor.clone()
        try tensor.select(0, 1).narrowed(0, 1..<2).fill(9)
        try tensor.transposed(0, 1).select(0, 0).assign(Tensor([7, 8] as [Float]))
        try tensor.detached().select(0, 0).select(0, 1).fill(-1)
        #expect(try tensor.array() == [7, -1, 3, 8, 9, 6] as [Float])
        #expect(try copy.array() == [1, 2, 3, 4, 5, 6] as [Float])
    }

    @Test("What needs no conversion is the tensor itself")
    func identity() throws {
        let tensor = try Tensor.zeros([2, 3])
        #expect(try tensor.to(.float32) === tensor)
        #expect(try tensor.to(.cpu) === tensor)
        #expect(try tensor.contiguous() === tensor)
        #expect(try tensor.padded(left: 0, right: 0) === tensor)
        #expect(try tensor.transposed(0, 1).contiguous() !== tensor)
    }

    @Test("Temporaries live as long as the operation that reads them")
    func temporaries() throws {
        let x = try Tensor.ones([64])
        for _ in 0..<200 {
            let value = try ((x + 1) * (x + 2) - (x * 3).squared()).sum().item()
            #expect(value == Double(64 * (6 - 9)))
            #expect(try concatenated([x + 1, x + 2], 0).sum().item() == 64.0 * 5)
        }
    }

    @Test("Many calls, failing and succeeding, leave no memory behind")
    func leaks() async {
        await #expect(processExitsWith: .success) {
            func round() throws {
                for _ in 0..<3000 {
                    let x = try Tensor.ones([64, 64]).requiringGradient()
                    try x.squared().sum().backward()
                    _ = try x.gradient()
                    _ = try x.topK(2, 0)
                    _ = try concatenated([x, x], 0).array(of: Float.self)
                    #expect(throws: TorchError.self) { _ = try x.reshaped(3) }
                    #expect(throws: TorchError.self) { _ = try x.matmul(.ones([3])) }
                }
            }
            func residentPages() throws -> Int {
                let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
                return try #require(Int(fields[1]))
            }
            try round()
            let before = try residentPages()
            try round()
            try round()
            // One leaked tensor per turn would be 96 MB.
            #expect(try residentPages() - before < 2048)
        }
    }
}
