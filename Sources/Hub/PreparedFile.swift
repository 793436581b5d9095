import Files
import Foundation
import HTTP

/// A file to be uploaded, with the hashes that the Hub knows it by.
struct PreparedFile: Sendable {
    enum Source: Sendable {
        case file(URL, FileState)
        case bytes(Data)
    }

    let path: String
    let source: Source
    let size: Int64
    let sha256: String
    let gitHash: String
    /// The first 512 bytes at most.
    let sample: Data

    init(_ path: String, bytes: Data) {
        self.path = path
        source = .bytes(bytes)
        size = Int64(bytes.count)
        sha256 = Digest.of(bytes).hexadecimal
        gitHash = Digest.of(bytes, .gitBlob(size: size)).hexadecimal
        sample = bytes.prefix(512)
    }

    /// Reads the file once, in bounded memory; takes seconds for each gigabyte.
    ///
    /// - Throws: `HubError`, or `CancellationError`.
    init(_ path: String, file: URL, meter: ProgressMeter) throws {
        self.path = path
        let file = file.resolvingSymlinksInPath()
        let state = try reporting { () throws(FileError) in try FileState(of: file) }
        source = .file(file, state)
        size = state.size
        let reader = try reporting { () throws(FileError) in try FileReader(file) }
        let (large, git) = (Digest(.sha256), Digest(.gitBlob(size: size)))
        var start = Data()
        var count: Int64 = 0
        while let data = try reporting({ () throws(FileError) in try reader.read() }) {
            try Task.checkCancellation()
            if count == 0 { start = data.prefix(512) }
            count += Int64(data.count)
            large.update(data)
            git.update(data)
            meter.add(bytes: Int64(data.count))
        }
        meter.add(files: 1, bytes: 0)
        guard count == size else { throw HubError.changedDuringUpload(file.path) }
        sha256 = large.hexadecimal
        gitHash = git.hexadecimal
        sample = start
    }

    /// Whether the repository holds this content already.
    func isEqual(to remote: TreeEntry?) -> Bool {
        guard let remote else { return false }
        return remote.lfs.map { $0.oid == sha256 } ?? (remote.oid == gitHash)
    }

    /// - Throws: `HubError.changedDuringUpload` when the file is not as it was when it was read.
    func checkUnchanged() throws(HubError) {
        guard case .file(let file, let state) = source else { return }
        // A file that cannot be looked at has changed.
        guard (try? FileState(of: file)) == state else { throw .changedDuringUpload(file.path) }
    }

    /// All of it, for a small file.
    func bytes() throws(HubError) -> Data {
        switch source {
        case .bytes(let data): return data
        case .file(let file, _):
            do {
                return try Data(contentsOf: file)
            } catch {
                throw .unreadableFile(file.path, reason: error.localizedDescription)
            }
        }
    }

    /// A part of it as the body of a request.
    func body(from offset: Int64, count: Int64) -> HTTPRequest.Body {
        switch source {
        case .bytes(let data): .bytes(Array(data.dropFirst(Int(offset)).prefix(Int(count))))
        case .file(let file, _): .file(file, offset..<offset + count)
        }
    }
}
