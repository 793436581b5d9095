import Foundation
import TestSupport
import Testing

@testable import Torch

@Suite("Writing and reading safetensors")
struct SafetensorsTests {
    @Test("Every dtype comes back with its bytes, aligned or not", arguments: DType.allCases)
    func dtypes(dtype: DType) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("a.safetensors")
        let tensor = try Tensor.arange(0..<6).reshaped(2, 3).to(dtype)
        // Three bytes before it, so that the tensor does not lie at a multiple of its size.
        let odd = try Tensor([1, 2, 3] as [UInt8])
        try SafetensorsWriter.write([("aligned", tensor), ("odd", odd), ("other", tensor)], to: file)
        let read = try SafetensorsFile(file)
        #expect(read.names == ["aligned", "odd", "other"])
        for name in ["aligned", "other"] {
            #expect(read.dtype(of: name) == dtype)
            #expect(read.shape(of: name) == [2, 3])
            let found = try read.tensor(name)
            #expect(found.dtype == dtype)
            #expect(found.shape == [2, 3])
            #expect(try found.withBytes { Array($0) } == tensor.withBytes { Array($0) })
        }
    }

    @Test("Every shape comes back", arguments: [[], [0], [3, 0, 2], [1], [2, 3, 4, 5]] as [[Int]])
    func shapes(shape: [Int]) throws {
        let file = try TemporaryFolder()
        let tensor = try RandomGenerator(seed: 1).normal(shape)
        let url = file.file("a.safetensors")
        try SafetensorsWriter.write([("empty", .zeros([0])), ("a", tensor), ("z", .zeros([0]))], to: url)
        let found = try SafetensorsFile(url).tensor("a")
        #expect(found.shape == shape)
        #expect(try found.array() == tensor.array(of: Float.self))
    }

    @Test("A file without tensors can be written and read")
    func nothing() throws {
        let folder = try TemporaryFolder()
        try SafetensorsWriter.write([], metadata: [:], to: folder.file("a"))
        #expect(try SafetensorsFile(folder.file("a")).names.isEmpty)
    }

    @Test("Metadata and names of any characters come back", arguments: [[:], ["format": "pt", "ключ \"/\\\n": "值 🎵"]])
    func metadata(metadata: [String: String]) throws {
        let folder = try TemporaryFolder()
        let name = "layer.0.\"weight\"/é\u{1}"
        try SafetensorsWriter.write([(name, .ones([2]))], metadata: metadata, to: folder.file("a"))
        let read = try SafetensorsFile(folder.file("a"))
        #expect(read.metadata == metadata)
        #expect(read.names == [name])
        #expect(try read.tensor(name).doubles() == [1, 1])
    }

    @Test("Views and parameters are written in their own order")
    func views() throws {
        let folder = try TemporaryFolder()
        let view = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]).requiringGradient().transposed(0, 1)
        try SafetensorsWriter.write([("a", view)], to: folder.file("a"))
        #expect(try SafetensorsFile(folder.file("a")).tensor("a").array() == [1, 3, 2, 4] as [Float])
    }

    @Test("The data starts at a multiple of eight, right after the header")
    func layout() throws {
        let folder = try TemporaryFolder()
        for length in 1...9 {
            let name = String(repeating: "a", count: length)
            try SafetensorsWriter.write([(name, .ones([1]))], to: folder.file("a"))
            let bytes = try Data(contentsOf: folder.file("a"))
            let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            #expect(header % 8 == 0)
            #expect(bytes.count == 8 + header + 4)
            #expect(bytes[8] == UInt8(ascii: "{"))
        }
    }

    @Test("A mapped tensor outlives its file object and the file, and writing to it does not change the file")
    func mapping() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("a")
        try SafetensorsWriter.write([("a", .ones([4096]))], to: url)
        var file: SafetensorsFile? = try SafetensorsFile(url)
        let tensor = try #require(try file?.tensor("a"))
        let before = try Data(contentsOf: url)
        try tensor.fill(3)
        #expect(try Data(contentsOf: url) == before)
        file?.releasePages(of: "absent")
        file = nil
        try FileManager.default.removeItem(at: url)
        #expect(try tensor.sum().item() == 3 * 4096)
    }

    @Test("Released pages are read again")
    func releasing() throws {
        let folder = try TemporaryFolder()
        try SafetensorsWriter.write([("a", .ones([1 << 16]))], to: folder.file("a"))
        let file = try SafetensorsFile(folder.file("a"))
        let tensor = try file.tensor("a")
        #expect(try tensor.sum().item() == 65536)
        file.releasePages(of: "a")
        #expect(try tensor.sum().item() == 65536)
    }

    @Test("Writing again replaces the file, and who reads the old one keeps it")
    func replacing() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("a")
        try SafetensorsWriter.write([("a", .ones([2]))], to: url)
        let old = try SafetensorsFile(url).tensor("a")
        try SafetensorsWriter.write([("a", .zeros([2]))], to: url)
        #expect(try old.doubles() == [1, 1])
        #expect(try SafetensorsFile(url).tensor("a").doubles() == [0, 0])
        #expect(try folder.names == ["a"])
    }

    @Test("A path that cannot be written is reported, and nothing is left")
    func cannotWrite() throws {
        let folder = try TemporaryFolder()
        let absent = folder.file("absent/a")
        let error = #expect(throws: SafetensorsError.self) {
            try SafetensorsWriter.write([("a", .ones([2]))], to: absent)
        }
        #expect(
            error?.description
                == "The file '\(absent.path)' cannot be written: No such file or directory. "
                + "What was written of it has been removed.")
        try FileManager.default.createDirectory(at: folder.file("b"), withIntermediateDirectories: true)
        let other = #expect(throws: SafetensorsError.self) {
            try SafetensorsWriter.write([("a", .ones([2]))], to: folder.file("b"))
        }
        #expect(other == .cannotWrite(path: folder.file("b").path, reason: "Is a directory"))
        #expect(try folder.names == ["b"])
    }

    /// A limit on the size of files stands in for the full disk, in a process of its own.
    @Test("A disk that fills up leaves the old file and no partial one")
    func fullDisk() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let url = folder.file("a")
            try SafetensorsWriter.write([("a", .ones([4]))], to: url)
            let before = try Data(contentsOf: url)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1 << 16, rlim_max: 1 << 16)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let error = #expect(throws: SafetensorsError.self) {
                try SafetensorsWriter.write([("a", .ones([1 << 16]))], to: url)
            }
            #expect(error == .cannotWrite(path: url.path, reason: "File too large"))
            #expect(try folder.names == ["a"])
            #expect(try Data(contentsOf: url) == before)
        }
    }
}
