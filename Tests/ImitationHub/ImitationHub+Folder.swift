public import Foundation

extension ImitationHub {
    /// The files of a folder as a repository's, large ones where the Hub would have them.
    public static func files(in folder: URL) throws -> [String: File] {
        var files: [String: File] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let url = folder.appending(path: name)
            guard try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory != true else { continue }
            let content = try Data(contentsOf: url)
            let isLarge = State.isLarge(name, size: content.count, sample: content.prefix(512))
            files[name] = File(content: content, isLarge: isLarge && !content.isEmpty)
        }
        return files
    }
}
