import Files
public import Foundation

extension ImitationHub {
    /// A file of the imitation, with the hashes that the Hub knows it by.
    public struct File: Sendable, Equatable {
        /// The bytes.
        public let content: Data
        /// Whether the storage holds it (LFS), and git a pointer to it.
        public let isLarge: Bool
        /// The SHA-256 of the content.
        public let sha256: String
        /// Git's SHA-1 of the content, or of the pointer.
        public let gitHash: String

        /// A file with this content.
        public init(content: Data, isLarge: Bool = false) {
            self.content = content
            self.isLarge = isLarge
            sha256 = Digest.of(content).hexadecimal
            let stored = isLarge ? Self.pointer(to: sha256, size: content.count) : content
            gitHash = Digest.of(stored, .gitBlob(size: Int64(stored.count))).hexadecimal
        }

        /// What the Hub names the content by, without quotes.
        public var etag: String { isLarge ? sha256 : gitHash }

        var pointerSize: Int { Self.pointer(to: sha256, size: content.count).count }

        private static func pointer(to hash: String, size: Int) -> Data {
            Data("version https://git-lfs.github.com/spec/v1\noid sha256:\(hash)\nsize \(size)\n".utf8)
        }
    }
}
