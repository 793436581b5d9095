import CSystem
public import Foundation

/// Writes folders so that a reader sees the old one or the new one, never a part: under a name of its own beside its place, and then moved.
public enum AtomicFolder {
    /// The name under which a folder is written before it takes its place: hidden, and nobody else's.
    public static func partial(of place: URL) -> URL {
        place.deletingLastPathComponent()
            .appending(path: ".\(place.lastPathComponent).\(UUID().uuidString.prefix(8)).partial")
    }

    /// Waits until the disk has all files of a folder, and their names.
    ///
    /// - Throws: `FileError.cannotWrite` with the system's reason.
    public static func flush(_ folder: URL) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        for name in names {
            let item = folder.appending(path: name)
            var status = stat()
            guard lstat(item.path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try flush(item)
            case S_IFREG: try sync(item.path)
            default: break
            }
        }
        try sync(folder.path)
    }

    /// Puts a folder in the place of what is there, in one step where the file system can exchange two names.
    ///
    /// - Throws: `FileError.cannotWrite` with the system's reason; then what was there still is.
    public static func replace(_ place: URL, by folder: URL) throws {
        let files = FileManager.default
        if !files.fileExists(atPath: place.path) {
            guard rename(folder.path, place.path) == 0 else { throw failure(place) }
        } else if csystem_exchange(folder.path, place.path) == 0 {
            try files.removeItem(at: folder)
        } else {
            // A file system without exchange: for a moment there is no folder, and what was there has another name.
            let old = folder.appendingPathExtension("old")
            guard rename(place.path, old.path) == 0 else { throw failure(place) }
            guard rename(folder.path, place.path) == 0 else {
                let error = failure(place)
                rename(old.path, place.path)
                throw error
            }
            try files.removeItem(at: old)
        }
        try sync(place.deletingLastPathComponent().path)
    }

    /// Removes what writers left that were killed; a folder that one of them had moved away, and not replaced, gets its name back.
    ///
    /// Only for a folder in which nobody else writes.
    public static func removeLeftovers(in folder: URL) throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: folder.path) {
            guard let match = name.wholeMatch(of: /\.(.+)\.[0-9A-Za-z]+\.partial(\.old)?/) else { continue }
            let place = folder.appending(path: String(match.1))
            let leftover = folder.appending(path: name)
            if match.2 != nil, !files.fileExists(atPath: place.path) {
                try files.moveItem(at: leftover, to: place)
            } else {
                try files.removeItem(at: leftover)
            }
        }
    }

    private static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError.cannotWrite(path: path, reason: SystemError.last) }
        defer { close(descriptor) }
        // What cannot be flushed (a file system that knows no flushing) is not less written for that.
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
            throw FileError.cannotWrite(path: path, reason: SystemError.last)
        }
    }

    private static func failure(_ place: URL) -> FileError { .cannotWrite(path: place.path, reason: SystemError.last) }
}
