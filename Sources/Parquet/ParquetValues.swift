public import Foundation

/// The values of one column for some rows; nil where the file has none.
public enum ParquetValues: Sendable, Equatable {
    /// Texts.
    case text([String?])
    /// Bytes.
    case binary([Data?])
    /// Integers of any width.
    case integer([Int64?])
    /// Floats of either width.
    case real([Double?])
    /// True or false.
    case boolean([Bool?])
    /// Recordings.
    case audio([ParquetAudio?])
    /// Codes.
    case codes([ParquetCodes?])

    /// For how many rows there are values.
    public var count: Int {
        switch self {
        case .text(let values): values.count
        case .binary(let values): values.count
        case .integer(let values): values.count
        case .real(let values): values.count
        case .boolean(let values): values.count
        case .audio(let values): values.count
        case .codes(let values): values.count
        }
    }
}

/// A recording in a file: the bytes of an audio file, and what it was called.
public struct ParquetAudio: Sendable, Equatable {
    /// The audio file, whole.
    public var bytes: Data?
    /// Its name or path, where it came from.
    public var path: String?

    /// A recording of bytes and a path.
    public init(bytes: Data?, path: String?) {
        self.bytes = bytes
        self.path = path
    }
}

/// Codes of the speech tokenizer, `[frames, codebooks]`.
public struct ParquetCodes: Sendable, Equatable {
    /// How many frames there are.
    public let frames: Int
    /// How many codes each frame has.
    public let codebooks: Int
    /// The codes, frame by frame.
    public let values: [Int16]

    /// Codes frame by frame, of which there have to be `frames` times `codebooks`.
    public init(frames: Int, codebooks: Int, values: [Int16]) {
        precondition(values.count == frames * codebooks, "\(values.count) codes are not \(frames) times \(codebooks)")
        self.frames = frames
        self.codebooks = codebooks
        self.values = values
    }
}
