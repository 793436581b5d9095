import Foundation

/// A file on its way: what has come so far stays on the disk, and a later process goes on from there.
struct PartialFile {
    let url: URL
    private(set) var count: Int64 = 0
    private let etag: String
    private let size: Int64
    private let handle: FileHandle
    private var digest: FileDigest

    /// Opens what is there, or begins.
    init(at url: URL, etag: String, size: Int64) throws(HubError) {
        self.url = url
        self.etag = etag
        self.size = size
        digest = FileDigest(kindOf: etag, size: size)
        do {
            if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
            handle = try FileHandle(forUpdating: url)
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
                digest.update(data)
                count += Int64(data.count)
            }
        } catch {
            throw .cannotWrite(url.path, reason: error.localizedDescription)
        }
        if count > size { try restart() }
    }

    mutating func append(_ data: Data) throws(HubError) {
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
        digest = FileDigest(kindOf: etag, size: size)
        count = 0
    }

    /// The hash of what has come, if it is not the announced one.
    var wrongHash: String? { digest.value.flatMap { $0 == etag ? nil : $0 } }

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
