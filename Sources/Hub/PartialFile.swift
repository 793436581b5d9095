import Files
import Foundation

/// A file on its way: what has come so far stays on the disk, and a later process goes on from there.
struct PartialFile {
    let url: URL
    /// Bytes; never more than the whole has.
    private(set) var count: Int64 = 0
    /// Whether more came than the whole has.
    private(set) var isTooLong = false
    private let etag: String
    private let kind: Digest.Kind
    private let size: Int64
    private let handle: FileHandle
    private var digest: Digest

    /// Opens what is there, or begins; what is there is read once.
    ///
    /// - Throws: `HubError`, or `CancellationError`.
    init(at url: URL, file: RemoteFile) throws {
        self.url = url
        etag = file.etag
        kind = file.contentHash
        size = file.size
        digest = Digest(kind)
        do {
            if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
            handle = try FileHandle(forUpdating: url)
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
                try Task.checkCancellation()
                digest.update(data)
                count += Int64(data.count)
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            throw HubError.cannotWrite(url.path, reason: error.localizedDescription)
        }
        if count > size { try restart() }
    }

    mutating func append(_ data: Data) throws(HubError) {
        isTooLong = count + Int64(data.count) > size
        let data = data.prefix(Int(size - count))
        do {
            try handle.write(contentsOf: data)
        } catch {
            throw .cannotWrite(url.path, reason: error.localizedDescription)
        }
        digest.update(data)
        count += Int64(data.count)
    }

    /// Forgets everything.
    mutating func restart() throws(HubError) {
        do {
            try handle.truncate(atOffset: 0)
        } catch {
            throw .cannotWrite(url.path, reason: error.localizedDescription)
        }
        digest = Digest(kind)
        count = 0
        isTooLong = false
    }

    /// The hash of what has come, if it is not the announced one.
    var wrongHash: String? {
        let hash = digest.hexadecimal
        return hash == etag ? nil : hash
    }

    /// Flushes it to the disk.
    func close() throws(HubError) {
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw .cannotWrite(url.path, reason: error.localizedDescription)
        }
    }
}
