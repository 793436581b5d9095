import Files
import Foundation

extension URL {
    /// Whether a folder is there, or a link to one.
    var isFolder: Bool { fileState?.kind == .folder }

    /// Whether a file is there, or a link to one.
    var isFile: Bool { fileState?.kind == .file }

    /// The bytes of a file, links followed.
    var fileSize: Int64? { fileState?.size }

    /// What is there, links followed; `nil` where nothing is.
    private var fileState: FileState? { try? FileState(of: self) }
}
