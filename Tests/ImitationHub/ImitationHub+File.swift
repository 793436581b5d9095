import Crypto
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
            sha256 = SHA256.hash(data: content).hexadecimal
            let stored = isLarge ? Self.pointer(to: sha256, size: content.count) : content
            gitHash = Insecure.SHA1.hash(data: Data("blob \(stored.count)\0".utf8) + stored).hexadecimal
        }

        /// What the Hub names the content by, without quotes.
        public var etag: String { isLarge ? sha256 : gitHash }

        var pointerSize: Int { Self.pointer(to: sha256, size: content.count).count }

        private static func pointer(to hash: String, size: Int) -> Data {
            Data("version https://git-lfs.github.com/spec/v1\noid sha256:\(hash)\nsize \(size)\n".utf8)
        }
    }
}

extension Sequence<UInt8> {
    /// Two digits a byte.
    var hexadecimal: String {
        reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
    }
}
