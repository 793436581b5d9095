import Audio
import Files
public import Foundation
public import SpeechDataset

/// Codes on the disk, by clip and by the tokenizer that made them, so that nothing is encoded twice.
public struct CodeCache: Sendable {
    private let folder: URL

    /// Opens a cache, which need not exist yet.
    ///
    /// - Parameters:
    ///   - directory: the folder that keeps the codes of any tokenizers.
    ///   - tokenizerFingerprint: what tells this tokenizer from others, of at least 16 characters; see `fingerprint(ofFile:)`.
    public init(directory: URL, tokenizerFingerprint: String) {
        precondition(tokenizerFingerprint.count >= 16, "a fingerprint has at least 16 characters")
        folder = directory.appendingPathComponent("codes")
            .appendingPathComponent(String(tokenizerFingerprint.prefix(16)))
    }

    /// The codes of a clip, or nil when there are none, or when the file is damaged: then they are to be made and stored again.
    ///
    /// - Throws: `FileError.unreadable` when there is a file that cannot be opened.
    public func codes(for id: String) throws -> Codes? {
        let file = file(for: id)
        guard FileState.isFile(file) else { return nil }
        do {
            return CodeFile.decode(Array(try Data(contentsOf: file)))
        } catch {
            throw FileError.unreadable(path: file.path, reason: SystemError.reason(of: error))
        }
    }

    /// Keeps the codes of a clip; another process never sees half of them.
    ///
    /// - Throws: `FileError.cannotWrite`.
    public func store(_ codes: Codes, for id: String) throws {
        let file = file(for: id)
        try DatasetJSON.makeFolder(file.deletingLastPathComponent())
        try AtomicFile.write(CodeFile.encode(codes), to: file)
    }

    /// The SHA-256 of a tokenizer's weights, in hexadecimal, read in pieces so that memory stays small.
    ///
    /// - Throws: `FileError.unreadable`.
    public static func fingerprint(ofFile url: URL) throws -> String {
        try Digest.ofFile(url)
    }

    /// What tells weights in several files from others: of one file, its own SHA-256.
    ///
    /// - Throws: `FileError.unreadable`.
    public static func fingerprint(ofFiles urls: [URL]) throws -> String {
        let hashes = try urls.map { try fingerprint(ofFile: $0) }
        return hashes.count == 1 ? hashes[0] : Digest.of(Data(hashes.joined(separator: "\n").utf8)).hexadecimal
    }

    /// Where a clip's codes are kept.
    package func file(for id: String) -> URL {
        folder.appendingPathComponent(String(id.prefix(2))).appendingPathComponent("\(id).codes")
    }
}
