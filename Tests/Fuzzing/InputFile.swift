import Foundation

/// The file that holds an input, for what reads files.
enum InputFile {
    private static let folder = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(getpid())")

    /// Writes an input, over the one before.
    static func write(_ input: Data, as name: String) throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try input.write(to: file)
        return file
    }

    /// Removes what was written.
    static func remove() { try? FileManager.default.removeItem(at: folder) }
}
