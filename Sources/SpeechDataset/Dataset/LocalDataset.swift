import Files
public import Foundation
public import Parquet

/// A dataset in a folder.
public struct LocalDataset: DatasetStorage {
    private let folder: URL
    /// How messages name the dataset.
    public let name: String

    /// Names the folder, which is not touched yet.
    ///
    /// - Parameter name: how messages name the dataset; the folder's path, unless given.
    public init(_ folder: URL, name: String? = nil) {
        self.folder = folder
        self.name = name ?? folder.path
    }

    /// The paths of all files that are not hidden.
    ///
    /// - Throws: `SpeechDatasetError` when there is no such folder, or it cannot be read.
    public func files() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else {
            throw SpeechDatasetError.datasetMissing(path: folder.path)
        }
        guard FileState.isFolder(folder) else { throw SpeechDatasetError.notADataset(path: folder.path) }
        do {
            return try Self.files(below: folder, as: "", within: [folder.resolvingSymlinksInPath().path]).sorted()
        } catch {
            throw FileError.unreadable(path: folder.path, reason: SystemError.reason(of: error))
        }
    }

    /// How many links to folders a path may go through, so that folders that link to each other have an end.
    private static let linksFollowed = 3

    /// Hidden folders are passed over: what `prepare` works with can be as many files as there are clips.
    ///
    /// - Parameter linked: the dataset's folder, and where the links on the way lead; a link that leads back is passed over.
    private static func files(below folder: URL, as prefix: String, within linked: [String]) throws -> [String] {
        let place = folder.resolvingSymlinksInPath().path
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).flatMap { name -> [String] in
            let file = folder.appending(path: name)
            if name.hasPrefix(".") { return [] }
            guard FileState.isFolder(file) else { return [prefix + name] }
            let target = file.resolvingSymlinksInPath().path
            let isLink = target != "\(place)/\(name)"
            let leadsBack = "\(place)/".hasPrefix("\(target)/") || linked.contains(target)
            if isLink, leadsBack || linked.count > linksFollowed { return [] }
            return try files(below: file, as: "\(prefix)\(name)/", within: isLink ? linked + [target] : linked)
        }
    }

    /// Reads a small file.
    ///
    /// - Throws: `FileError.unreadable`.
    public func content(of path: String) throws -> Data {
        let file = folder.appending(path: path)
        do {
            return try Data(contentsOf: file)
        } catch {
            throw FileError.unreadable(path: file.path, reason: SystemError.reason(of: error))
        }
    }

    /// Opens a shard.
    ///
    /// - Throws: `ParquetError`.
    public func parquet(_ path: String) throws -> ParquetFile { try ParquetFile(folder.appending(path: path)) }

    /// The size, the time of the last change, and the last 64 KiB, which hold the footer.
    public func version(of path: String) throws -> String {
        let file = folder.appending(path: path).resolvingSymlinksInPath()
        do {
            let handle = try FileHandle(forReadingFrom: file)
            defer { handle.closeFile() }
            let size = try handle.seekToEnd()
            try handle.seek(toOffset: size > 65536 ? size - 65536 : 0)
            let footer = try handle.readToEnd() ?? Data()
            let changed = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
            return "\(size) \(changed?.timeIntervalSince1970 ?? 0) "
                + Hash256(hashing: footer).description
        } catch {
            throw FileError.unreadable(path: file.path, reason: SystemError.reason(of: error))
        }
    }
}
