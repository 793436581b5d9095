import Foundation
import TestSupport
import Testing
import Torch

@Suite("Weights in one file or several")
struct SafetensorsSetTests {
    let folder: TemporaryFolder
    private var url: URL { folder.file("model.safetensors") }
    private var index: URL { folder.file("model.safetensors.index.json") }

    init() throws { folder = try TemporaryFolder() }

    private func shard(_ name: String, _ tensors: [String: Float]) throws {
        try SafetensorsWriter.write(
            tensors.sorted { $0.key < $1.key }.map { ($0.key, try Tensor([$0.value])) }, to: folder.file(name))
    }

    private func write(_ map: [String: String]) throws {
        try JSONEncoder().encode(["weight_map": map]).write(to: index)
    }

    private func message() -> String {
        do throws(SafetensorsError) {
            _ = try SafetensorsSet(url)
            return "no error"
        } catch {
            return error.description.replacing(folder.url.path, with: "DIR")
        }
    }

    @Test("Two files with an index are read as one, and a single file wins over them")
    func reading() throws {
        try shard("a.safetensors", ["x": 1, "y": 2])
        try shard("b.safetensors", ["z": 3])
        try write(["x": "a.safetensors", "y": "a.safetensors", "z": "b.safetensors"])
        #expect(SafetensorsSet.exists(url))
        let set = try SafetensorsSet(url)
        #expect(set.path == index.path)
        #expect(
            set.names == ["x", "y", "z"] && set.files.map(\.lastPathComponent) == ["a.safetensors", "b.safetensors"])
        #expect(set.shape(of: "z") == [1] && set.dtype(of: "y") == .float32 && set.shape(of: "w") == nil)
        #expect(try set.tensor("z").doubles() == [3])
        try shard("model.safetensors", ["x": 7])
        #expect(try SafetensorsSet(url).names == ["x"])
        #expect(try SafetensorsSet.files(of: url) == [url])
    }

    @Test("What is missing, elsewhere or twice is named")
    func faults() throws {
        #expect(!SafetensorsSet.exists(url))
        #expect(message() == "The file 'DIR/model.safetensors' cannot be opened: No such file or directory.")
        try shard("a.safetensors", ["x": 1])
        try shard("b.safetensors", ["y": 2])
        let again = "Download or copy it again."
        try write(["x": "a.safetensors", "z": "c.safetensors"])
        #expect(
            message()
                == "The index 'DIR/model.safetensors.index.json' names the file 'c.safetensors', which is not beside it. \(again)"
        )
        for name in ["../a.safetensors", "sub/a.safetensors", "..", ""] {
            try write(["x": name])
            #expect(
                message()
                    == "The index 'DIR/model.safetensors.index.json' cannot be used: it names '\(name)', which is no file beside it. "
                    + again)
        }
        try write(["x": "b.safetensors", "y": "b.safetensors", "w": "a.safetensors"])
        #expect(
            message()
                == "The index 'DIR/model.safetensors.index.json' has the tensor 'w' in 'a.safetensors', and it is in no file. Download or "
                + "copy all files again.")
        try write(["x": "b.safetensors", "y": "a.safetensors"])
        #expect(
            message()
                == "The index 'DIR/model.safetensors.index.json' has the tensor 'x' in 'b.safetensors', and it is in 'a.safetensors'. "
                + "Download or copy all files again.")
        try shard("b.safetensors", ["x": 2])
        try write(["x": "a.safetensors", "y": "b.safetensors"])
        #expect(
            message()
                == "The tensor 'x' is in several files, 'DIR/a.safetensors' and 'DIR/b.safetensors': remove the one that does not belong to "
                + "this model.")
        try write([:])
        #expect(message() == "The index 'DIR/model.safetensors.index.json' cannot be used: it names no file. \(again)")
        try Data("[]".utf8).write(to: index)
        #expect(
            message()
                == "The index 'DIR/model.safetensors.index.json' cannot be used: it has no object 'weight_map' of names and files. "
                + again)
    }
}
