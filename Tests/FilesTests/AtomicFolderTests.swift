import Files
import Foundation
import TestSupport
import Testing

@Suite("Folders that appear whole")
struct AtomicFolderTests {
    private func fill(_ folder: URL, _ text: String) throws {
        try FileManager.default.createDirectory(at: folder.appending(path: "in"), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appending(path: "in/a"))
    }

    private func content(_ folder: URL) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: "in/a")), as: UTF8.self)
    }

    @Test("A folder takes its place, also where another was, of which nothing is left")
    func replacing() throws {
        let folder = try TemporaryFolder()
        let place = folder.file("place")
        for text in ["old", "new"] {
            let partial = AtomicFolder.partial(of: place)
            try fill(partial, text)
            try AtomicFolder.flush(partial)
            try AtomicFolder.replace(place, by: partial)
            #expect(try content(place) == text)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["place"])
        #expect(AtomicFolder.partial(of: place) != AtomicFolder.partial(of: place))
    }

    @Test("A place that cannot be taken is named, and what is there stays")
    func failing() throws {
        let folder = try TemporaryFolder()
        let place = folder.file("missing/place")
        try fill(folder.file("made"), "new")
        #expect(throws: FileError.cannotWrite(path: place.path, reason: "No such file or directory")) {
            try AtomicFolder.replace(place, by: folder.file("made"))
        }
        #expect(try content(folder.file("made")) == "new")
    }

    @Test("What killed writers left goes, and a folder that one had moved away gets its name back")
    func leftovers() throws {
        let folder = try TemporaryFolder()
        let names = [
            "kept", ".kept.4711.partial", ".lost.0A1B2C3D.partial", ".lost.0A1B2C3D.partial.old", ".kept.1.partial.old",
            ".other", "visible.1.partial",
        ]
        for name in names { try fill(folder.file(name), name) }
        try AtomicFolder.removeLeftovers(in: folder.url)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        #expect(left == [".other", "kept", "lost", "visible.1.partial"])
        #expect(try content(folder.file("lost")) == ".lost.0A1B2C3D.partial.old")
        #expect(try content(folder.file("kept")) == "kept")
    }
}
