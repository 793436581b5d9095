import DatasetFixtures
import Files
import Foundation
import TestSupport
import Testing

@testable import DataFeeding
@testable import SpeechDataset

@Suite("Keeping codes")
struct CodeCacheTests {
    let folder: TemporaryFolder
    let cache: CodeCache
    let id = "ab12" + String(repeating: "0", count: 60)
    let codes = Codes(frames: 3, values: (0..<48).map { Int16($0 * 43) })

    init() throws {
        folder = try TemporaryFolder()
        cache = CodeCache(directory: folder.url, tokenizerFingerprint: "0123456789abcdef0000")
    }

    private var file: URL { folder.file("codes/0123456789abcdef/ab/\(id).codes") }

    @Test("What is stored is found again, in a place that anyone can compute")
    func roundTrip() throws {
        #expect(try cache.codes(for: id) == nil)
        try cache.store(codes, for: id)
        #expect(try cache.codes(for: id) == codes)
        #expect(FileManager.default.fileExists(atPath: file.path))
        #expect(Array(codes[frame: 1]) == Array(codes.values[16..<32]))
    }

    @Test("Codes of no frames and of negative numbers are kept as they are")
    func extremes() throws {
        for codes in [Codes(frames: 0, values: []), Codes(frames: 1, codebooks: 2, values: [-32768, 32767])] {
            try cache.store(codes, for: id)
            #expect(try cache.codes(for: id) == codes)
        }
    }

    @Test("Another tokenizer has codes of its own")
    func fingerprints() throws {
        try cache.store(codes, for: id)
        let other = CodeCache(directory: folder.url, tokenizerFingerprint: "fedcba98765432100000")
        #expect(try other.codes(for: id) == nil)
    }

    @Test("A damaged file counts as missing and is written anew", arguments: [0, 7, 9, 13, 17, 25, 60, 115, 147])
    func flippedByte(position: Int) throws {
        try cache.store(codes, for: id)
        var bytes = try Data(contentsOf: file)
        #expect(bytes.count == 148)
        bytes[position] ^= 0x10
        try bytes.write(to: file)
        #expect(try cache.codes(for: id) == nil)
        try cache.store(codes, for: id)
        #expect(try cache.codes(for: id) == codes)
    }

    @Test("A file that is cut off counts as missing", arguments: [0, 1, 8, 20, 51, 52, 147])
    func cutOff(length: Int) throws {
        try cache.store(codes, for: id)
        try Data(contentsOf: file).prefix(length).write(to: file)
        #expect(try cache.codes(for: id) == nil)
    }

    @Test("Codes that cannot be written are an error")
    func cannotWrite() throws {
        try folder.text("codes", ["in the way"])
        let folderOfFile = file.deletingLastPathComponent().path
        guard case .cannotWrite(let path, _) = failure({ try cache.store(codes, for: id) })?.error as? FileError else {
            Issue.record("nothing was thrown")
            return
        }
        #expect(path == folderOfFile)
    }

    @Test("A fingerprint is the SHA-256 of a file, also of one that takes several reads")
    func fingerprint() throws {
        #expect(
            try CodeCache.fingerprint(ofFile: folder.file("abc", Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            try CodeCache.fingerprint(ofFile: folder.file("zeros", [UInt8](repeating: 0, count: 3 << 20)))
                == "bbd05cf6097ac9b1f89ea29d2542c1b7b67ee46848393895f5a9e43fa1f621e5")
        let missing = folder.file("none")
        #expect(throws: FileError.unreadable(path: missing.path, reason: "No such file or directory")) {
            try CodeCache.fingerprint(ofFile: missing)
        }
    }
}
