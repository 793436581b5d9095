import Crypto
import Foundation

/// The hash that the Hub names a content by, taken bit by bit.
struct FileDigest {
    private enum State {
        case sha256(SHA256)
        case git(Insecure.SHA1)
        /// The Hub named it by something else, which cannot be checked.
        case none
    }

    private var state: State

    /// The kind of hash that `etag` is: 64 digits are SHA-256, 40 are git's SHA-1 over a header with the size and the content.
    init(kindOf etag: String, size: Int64) {
        let isHexadecimal = etag.allSatisfy { $0.isHexDigit }
        switch etag.utf8.count {
        case 64 where isHexadecimal: state = .sha256(SHA256())
        case 40 where isHexadecimal:
            var hash = Insecure.SHA1()
            hash.update(data: Data("blob \(size)\0".utf8))
            state = .git(hash)
        default: state = .none
        }
    }

    mutating func update(_ data: Data) {
        switch state {
        case .sha256(var hash):
            hash.update(data: data)
            state = .sha256(hash)
        case .git(var hash):
            hash.update(data: data)
            state = .git(hash)
        case .none: break
        }
    }

    /// The hash in hexadecimal digits, or `nil` where there is none to check.
    var value: String? {
        switch state {
        case .sha256(let hash): hash.finalize().hexadecimal
        case .git(let hash): hash.finalize().hexadecimal
        case .none: nil
        }
    }
}

extension Sequence<UInt8> {
    /// Two digits a byte.
    var hexadecimal: String {
        reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
    }
}
