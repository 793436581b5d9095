import Crypto
import Foundation

/// A file to be uploaded, with the hashes that the Hub knows it by.
struct PreparedFile: Sendable {
    enum Source: Sendable {
        case file(URL, changed: Date?)
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
        sha256 = SHA256.hash(data: bytes).hexadecimal
        var git = FileDigest(kindOf: String(repeating: "0", count: 40), size: size)
        git.update(bytes)
        gitHash = git.value ?? ""
        sample = bytes.prefix(512)
    }

    /// Reads the file once, in bounded memory.
    init(_ path: String, file: URL) throws(HubError) {
        self.path = path
        do {
            let file = file.resolvingSymlinksInPath()
            let values = try Self.state(of: file)
            source = .file(file, changed: values.date)
            size = values.size
            let handle = try FileHandle(forReadingFrom: file)
            defer { handle.closeFile() }
            var (large, git) = (SHA256(), FileDigest(kindOf: String(repeating: "0", count: 40), size: size))
            var start = Data()
            var count: Int64 = 0
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
                if count == 0 { start = data.prefix(512) }
                count += Int64(data.count)
                large.update(data: data)
                git.update(data)
            }
            guard count == values.size else { throw HubError.changedDuringUpload(file.path) }
            sha256 = large.finalize().hexadecimal
            gitHash = git.value ?? ""
            sample = start
        } catch let error as HubError {
            throw error
        } catch {
            throw .unreadableFile(file.path, reason: error.localizedDescription)
        }
    }

    /// Whether the repository holds this content already.
    func isEqual(to remote: TreeEntry?) -> Bool {
        guard let remote else { return false }
        return remote.lfs.map { $0.oid == sha256 } ?? (remote.oid == gitHash)
    }

    /// - Throws: `HubError.changedDuringUpload` when the file is not as it was when it was read.
    func checkUnchanged() throws(HubError) {
        guard case .file(let file, let changed) = source else { return }
        // A file that cannot be looked at has changed.
        let now = try? Self.state(of: file)
        guard now?.size == size, now?.date == changed else { throw .changedDuringUpload(file.path) }
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
    func body(from offset: Int64, count: Int64) -> Request.Body {
        switch source {
        case .bytes(let data): .bytes(Array(data.dropFirst(Int(offset)).prefix(Int(count))))
        case .file(let file, _): .slice(FileSlice(file: file, offset: offset, count: count))
        }
    }

    private static func state(of file: URL) throws -> (size: Int64, date: Date?) {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return ((attributes[.size] as? NSNumber)?.int64Value ?? 0, attributes[.modificationDate] as? Date)
    }
}
