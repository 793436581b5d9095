import Files
import Foundation
import TestSupport
import Testing

@Suite("Files that are there whole or not at all, and locks")
struct AtomicFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("A file takes the place of another, and nothing is left beside it")
    func replacing() throws {
        let file = try folder.file("list", Array("old".utf8))
        try AtomicFile.write(Data("new".utf8), to: file)
        #expect(try String(contentsOf: file, encoding: .utf8) == "new")
        #expect(try folder.names == ["list"])
        #expect(throws: FileError.cannotWrite(path: folder.file("none/x").path, reason: "No such file or directory")) {
            try AtomicFile.write([], to: folder.file("none/x"))
        }
    }

    @Test("A file that is written in pieces is there when it is whole, and not before")
    func pieces() throws {
        let file = folder.file("list")
        do {
            let writer = try AtomicFileWriter(file)
            try writer.append(Data("half".utf8))
        }
        #expect(try folder.names == [])
        let writer = try AtomicFileWriter(file)
        for piece in ["one ", "two"] { try writer.append(Data(piece.utf8)) }
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try writer.finish()
        #expect(try String(contentsOf: file, encoding: .utf8) == "one two")
        #expect(try folder.names == ["list"])
        #expect(throws: FileError.cannotWrite(path: folder.file("none/x").path, reason: "No such file or directory")) {
            try AtomicFileWriter(folder.file("none/x"))
        }
    }

    @Test("A lock is had by one at a time, and names the process that has it")
    func lock() throws {
        let file = folder.file("lock")
        do {
            let lock = try FolderLock(file)
            let number = ProcessInfo.processInfo.processIdentifier
            #expect(throws: FolderLock.Failure.taken(process: number)) { try FolderLock(file) }
            withExtendedLifetime(lock) {}
        }
        _ = try FolderLock(file)
        #expect(throws: FolderLock.Failure.cannotWrite(reason: "No such file or directory")) {
            try FolderLock(folder.file("none/lock"))
        }
    }

    @Test("A file is read from any byte on, piece by piece")
    func reading() throws {
        let reader = try FileReader(folder.file("a", Array("abcdefg".utf8)), from: 2)
        #expect(try reader.read(upTo: 3) == Data("cde".utf8))
        #expect(try reader.read(upTo: 3) == Data("fg".utf8))
        #expect(try reader.read() == nil)
    }

    @Test("What cannot be read or written is named, with the system's words")
    func messages() throws {
        let missing = folder.file("none").path
        #expect(throws: FileError.unreadable(path: missing, reason: "No such file or directory")) {
            try Digest.ofFile(folder.file("none"))
        }
        #expect(throws: FileError.unreadable(path: folder.url.path, reason: "Is a directory")) {
            try Digest.ofFile(folder.url)
        }
        #expect(
            FileError.unreadable(path: "/a", reason: "Permission denied").description
                == "The file '/a' cannot be read: Permission denied.")
        #expect(
            FileError.cannotWrite(path: "/a", reason: "No space left on device").description
                == "The file '/a' cannot be written: No space left on device.")
    }
}
