public import Foundation

/// A file to be uploaded.
public struct Upload: Sendable {
    /// Where its content comes from.
    public enum Content: Sendable {
        /// A file of this machine.
        case file(URL)
        /// These bytes.
        case bytes(Data)
        /// Made from what the repository holds there now (`nil` where nothing is); made again when others commit in between.
        ///
        /// It must not change what it made itself: `merge(merge(x)) == merge(x)`.
        case merged(@Sendable (Data?) throws -> Data)
    }

    /// The path within the repository.
    public let path: String
    /// The content.
    public let content: Content

    /// A file to be uploaded as `path`.
    public init(_ path: String, _ content: Content) {
        self.path = path
        self.content = content
    }

    /// All files below a folder, but those of `.git` and `.cache` folders.
    ///
    /// - Throws: `HubError.missingFolder`.
    public static func folder(_ folder: URL, as prefix: String = "") throws(HubError) -> [Upload] {
        guard folder.isFolder, let names = FileManager.default.enumerator(atPath: folder.path) else {
            throw .missingFolder(folder.path)
        }
        return names.compactMap { $0 as? String }.sorted().compactMap { name in
            let file = folder.appending(path: name)
            guard file.isFile, !name.split(separator: "/").contains(where: { $0 == ".git" || $0 == ".cache" })
            else { return nil }
            return Upload(prefix.isEmpty ? name : "\(prefix)/\(name)", .file(file))
        }
    }
}

/// What an upload did.
public struct UploadOutcome: Sendable, Equatable {
    /// The commit that holds everything.
    public let commit: String
    /// The paths that it changed.
    public let changed: [String]
    /// The paths that were there with the same content.
    public let unchanged: [String]
    /// The paths that the repository's `.gitignore` leaves out.
    public let ignored: [String]
}
