import Files
public import Foundation

extension AudioFile {
    /// Checks that a file can be written to a path, before work begins whose result would be lost.
    ///
    /// Nothing is made or changed. The disk may still fill, or a folder vanish, before the file is written.
    ///
    /// - Throws: `AudioError.outputIsFolder`, `.outputFolderMissing` or `.cannotWrite` with the system's reason.
    public static func checkWritable(_ url: URL) throws(AudioError) {
        let path = url.path
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { throw .outputIsFolder(path: path) }
            if status.st_mode & S_IFMT != S_IFREG {
                guard access(path, W_OK) == 0 else { throw .cannotWrite(path: path, reason: SystemError.last) }
                return
            }
        } else if errno != ENOENT {
            throw .cannotWrite(path: path, reason: SystemError.last)
        }
        // A file is written beside its place, so that the folder must allow a new one, of a longer name.
        let folder = url.deletingLastPathComponent().path
        guard stat(folder, &status) == 0 else {
            throw errno == ENOENT
                ? .outputFolderMissing(path: path, folder: folder) : .cannotWrite(path: path, reason: SystemError.last)
        }
        guard access(folder, W_OK | X_OK) == 0 else { throw .cannotWrite(path: path, reason: SystemError.last) }
        guard stat(AtomicFile.partialPath(of: path), &status) == 0 || errno == ENOENT else {
            throw .cannotWrite(path: path, reason: SystemError.last)
        }
    }
}
