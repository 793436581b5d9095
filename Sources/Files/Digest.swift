import CCrypto
public import Foundation

/// A cryptographic hash of bytes that come one after the other.
///
/// Memory does not grow with what is hashed.
public final class Digest {
    /// What is computed.
    public enum Kind: Sendable, Hashable {
        /// SHA-256: 32 bytes.
        case sha256
        /// Git's name of a file: the SHA-1, 20 bytes, of a header with the file's size in bytes and of its content.
        case gitBlob(size: Int64)
    }

    private let context: OpaquePointer

    /// The digest of nothing yet.
    public init(_ kind: Kind) {
        let algorithm =
            switch kind {
            case .sha256: EVP_sha256()
            case .gitBlob: EVP_sha1()
            }
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, algorithm, nil) == 1 else {
            preconditionFailure("libcrypto has no \(kind)")
        }
        self.context = context
        if case .gitBlob(let size) = kind { update(Data("blob \(size)\0".utf8)) }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public func update(_ bytes: some DataProtocol) {
        for region in bytes.regions {
            let isAdded = region.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1 }
            precondition(isAdded, "libcrypto takes any bytes")
        }
    }

    /// The digest of all that has been added; more may follow.
    public var bytes: [UInt8] {
        guard let copy = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(copy, context) == 1 else {
            preconditionFailure("libcrypto copies any digest")
        }
        defer { EVP_MD_CTX_free(copy) }
        return [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { buffer, count in
            var size: UInt32 = 0
            precondition(EVP_DigestFinal_ex(copy, buffer.baseAddress, &size) == 1, "libcrypto ends any digest")
            count = Int(size)
        }
    }

    /// The digest of all that has been added, in hexadecimal.
    public var hexadecimal: String { bytes.hexadecimal }

    /// The digest of some bytes.
    public static func of(_ bytes: some DataProtocol, _ kind: Kind = .sha256) -> [UInt8] {
        let digest = Digest(kind)
        digest.update(bytes)
        return digest.bytes
    }

    /// The SHA-256 of a file, read in pieces, in hexadecimal.
    ///
    /// - Throws: `FileError.unreadable`.
    public static func ofFile(_ file: URL) throws(FileError) -> String {
        let reader = try FileReader(file)
        let digest = Digest(.sha256)
        while let piece = try reader.read() { digest.update(piece) }
        return digest.hexadecimal
    }
}
