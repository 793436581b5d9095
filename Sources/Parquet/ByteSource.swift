public import Foundation

/// The bytes of a file, wherever it is.
///
/// Several threads may read at once.
public protocol ByteSource: Sendable {
    /// What the file is called in messages: its path or its address.
    var name: String { get }
    /// The length of the file in bytes.
    var size: Int64 { get }
    /// How many bytes are worth one call at least: more where each call waits for a server.
    var readSize: Int { get }
    /// Whether calls are dear, so that what will be needed is read in few of them.
    var isRemote: Bool { get }
    /// Reads a part of the file, all of it.
    ///
    /// - Throws: whatever keeps the bytes from being read; its description becomes the reason of a
    ///   `ParquetError.unreadable`.
    func read(_ range: Range<Int64>) throws -> Data
}

extension ByteSource {
    /// A mebibyte, which is as much as a page of a recording takes.
    public var readSize: Int { 1 << 20 }

    /// Files of this computer.
    public var isRemote: Bool { false }
}
