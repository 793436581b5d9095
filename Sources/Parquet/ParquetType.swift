import CArrow

/// What a column holds, as far as this package reads and writes it.
///
/// Texts and bytes that a file stores in other ways (with 64-bit offsets, as views, as a dictionary) count as texts and
/// bytes, and integers without a sign as the next wider ones with one.
public enum ParquetType: Sendable, Equatable {
    /// Texts in UTF-8.
    case text
    /// Bytes.
    case binary
    /// Integers with a sign of 16, 32 and 64 bits.
    case int16, int32, int64
    /// Floats of 32 and 64 bits.
    case float32, float64
    /// True or false.
    case boolean
    /// Recordings as the `datasets` library stores them: `struct<bytes: binary, path: string>`.
    case audio
    /// Codes of the speech tokenizer: `list<list<int16>>`, frames of codes.
    case codes
    /// Anything else, in Arrow's words; it cannot be read.
    case other(String)

    init(_ kind: carrow_kind, called name: String) {
        self =
            switch kind {
            case CARROW_TEXT: .text
            case CARROW_BINARY: .binary
            case CARROW_INT16: .int16
            case CARROW_INT32: .int32
            case CARROW_INT64: .int64
            case CARROW_FLOAT32: .float32
            case CARROW_FLOAT64: .float64
            case CARROW_BOOLEAN: .boolean
            case CARROW_AUDIO: .audio
            case CARROW_CODES: .codes
            default: .other(name)
            }
    }

    var kind: carrow_kind {
        switch self {
        case .text: CARROW_TEXT
        case .binary: CARROW_BINARY
        case .int16: CARROW_INT16
        case .int32: CARROW_INT32
        case .int64: CARROW_INT64
        case .float32: CARROW_FLOAT32
        case .float64: CARROW_FLOAT64
        case .boolean: CARROW_BOOLEAN
        case .audio: CARROW_AUDIO
        case .codes: CARROW_CODES
        case .other: CARROW_OTHER
        }
    }
}

/// A column of a file.
public struct ParquetColumn: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What it holds.
    public var type: ParquetType

    /// Names a column and what it holds.
    public init(_ name: String, _ type: ParquetType) {
        self.name = name
        self.type = type
    }
}
