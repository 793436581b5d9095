import CTorch
import TestSupport
import Testing

@testable import Torch

@Suite("Dtypes, devices and the runtime")
struct DTypeTests {
    @Test(
        "A dtype keeps its identity through C, through a tensor, and through a file's name", arguments: DType.allCases)
    func roundTrip(dtype: DType) throws {
        #expect(DType(c: Int32(dtype.c.rawValue)) == dtype)
        #expect(DType(safetensorsName: dtype.safetensorsName) == dtype)
        #expect(DType(rawValue: dtype.rawValue) == dtype)
        let tensor = try Tensor.ones([3], dtype)
        #expect(tensor.dtype == dtype)
        #expect(tensor.byteCount == 3 * dtype.byteCount)
        #expect(try tensor.withBytes { $0.count } == 3 * dtype.byteCount)
        #expect(try tensor.to(.float64).to(dtype).doubles() == [1, 1, 1])
        #expect(dtype.isFloatingPoint == [.float16, .float32, .float64, .bfloat16].contains(dtype))
    }

    @Test("A number that is no dtype is none", arguments: [-1, 8, 9, 10, 12, 99] as [Int32])
    func unknown(number: Int32) {
        #expect(DType(c: number) == nil)
    }

    @Test("Elements of every Swift type come back as they were")
    func elements() throws {
        #expect(try Tensor([1.5, -2] as [Float]).array() == [1.5, -2] as [Float])
        #expect(try Tensor([1e300, -2] as [Double]).array() == [1e300, -2] as [Double])
        #expect(try Tensor([.min, .max] as [Int64]).array() == [.min, .max] as [Int64])
        #expect(try Tensor([.min, .max] as [Int32]).array() == [.min, .max] as [Int32])
        #expect(try Tensor([.min, .max] as [Int16]).array() == [.min, .max] as [Int16])
        #expect(try Tensor([0, 255] as [UInt8]).array() == [0, 255] as [UInt8])
        #expect(try Tensor([] as [Float]).array() == [] as [Float])
        #expect(try Tensor([4] as [Float], shape: []).item() == 4)
        #expect(try Tensor(indices: [1 << 60]).integerItem() == 1 << 60)
        #expect(try Tensor.full([2], -3, .int16).array() == [-3, -3] as [Int16])
    }

    /// Halfway between two neighbours of bfloat16, the one with an even last bit is taken.
    @Test(
        "bfloat16 rounds to the nearest, ties to even",
        arguments: [
            (0x3F80_0000, 0x3F80), (0x3F80_7FFF, 0x3F80), (0x3F80_8000, 0x3F80), (0x3F80_8001, 0x3F81),
            (0x3F81_8000, 0x3F82), (0xBF81_8000, 0xBF82), (0x7F7F_FFFF, 0x7F80), (0x0000_8001, 0x0001),
            (0x8000_0000, 0x8000),
        ] as [(UInt32, UInt16)])
    func rounding(single: UInt32, expected: UInt16) throws {
        let half = try Tensor([Float(bitPattern: single)]).to(.bfloat16)
        #expect(try half.withBytes { $0.loadUnaligned(as: UInt16.self) } == expected)
        #expect(try half.to(.float32).array() == [Float(bitPattern: UInt32(expected) << 16)])
    }

    @Test("What is not a number stays none in bfloat16")
    func notANumber() throws {
        #expect(try Tensor([.nan] as [Float]).to(.bfloat16).to(.float32).item().isNaN)
    }

    @Test("A device keeps its identity through C", arguments: [Device.cpu, .cuda(index: 0), .cuda(index: 7)])
    func devices(device: Device) {
        #expect(Device(c: device.c) == device)
    }

    @Test("Devices have the names that settings use")
    func names() {
        #expect(Device.cpu.description == "cpu")
        #expect(Device.cuda(index: 3).description == "cuda:3")
    }

    @Test("A tensor is where it was made, and does not go where there is no device", arguments: [-1, 100, 128, 300])
    func missingDevice(index: Int) throws {
        let tensor = try Tensor.zeros([1])
        #expect(tensor.device == .cpu)
        #expect(throws: TorchError.self) { try tensor.to(.cuda(index: index)) }
        #expect(throws: TorchError.self) { try RandomGenerator(seed: 0, on: .cuda(index: index)) }
    }

    @Test("The runtime tells its version and sets its threads")
    func runtime() throws {
        #expect(Runtime.libtorchVersion.split(separator: ".").count >= 3)
        #expect(Runtime.cudaDeviceCount >= 0)
        let before = Runtime.threadCount
        defer { Runtime.threadCount = before }
        Runtime.threadCount = 1
        #expect(Runtime.threadCount == 1)
        if Runtime.cudaDeviceCount == 0 { #expect(try Runtime.peakCUDAMemory(device: 0) == 0) }
        try Runtime.synchronizeCUDA()
    }
}
