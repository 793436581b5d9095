import Foundation

extension URL {
    /// Whether a folder is there, or a link to one.
    var isFolder: Bool { fileState?.isDirectory == true }

    /// Whether a file is there, or a link to one.
    var isFile: Bool { fileState?.isRegularFile == true }

    /// The bytes of a file, links followed.
    var fileSize: Int64? { fileState?.fileSize.map { Int64($0) } }

    /// What is there, links followed; `nil` where nothing is.
    private var fileState: URLResourceValues? {
        try? resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey, .isRegularFileKey, .fileSizeKey])
    }
}
