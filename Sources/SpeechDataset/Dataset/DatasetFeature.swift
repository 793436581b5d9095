/// What a column of a dataset holds, in the words of Python's `datasets`.
public enum DatasetFeature: Sendable, Equatable {
    /// An encoded recording; its rate is in hertz.
    case audio(samplingRate: Int)
    /// Text.
    case text
    /// A number of single precision.
    case float32
    /// Codes of a speech tokenizer, `[frames, codebooks]`.
    case codes
}

/// A column of a dataset.
public struct DatasetColumn: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What it holds.
    public var feature: DatasetFeature

    /// A column of this name.
    public init(_ name: String, _ feature: DatasetFeature) {
        self.name = name
        self.feature = feature
    }

    /// The columns of a prepared dataset, in their order.
    ///
    /// - Parameters:
    ///   - instruct: whether any clip of the dataset says how it is spoken.
    ///   - codes: whether the clips have been encoded.
    public static func prepared(instruct: Bool, codes: Bool) -> [DatasetColumn] {
        [
            DatasetColumn("audio", .audio(samplingRate: PreparedDataset.sampleRate)), DatasetColumn("text", .text),
            DatasetColumn("language", .text), DatasetColumn("duration", .float32),
        ] + (instruct ? [DatasetColumn("instruct", .text)] : [])
            + (codes ? [DatasetColumn("audio_codes", .codes)] : [])
    }
}

extension [DatasetColumn] {
    /// The text of a Parquet file's `huggingface` key, from which `load_dataset` knows that bytes are a recording.
    ///
    /// Reference: datasets 5.2.0, `ArrowWriter._build_metadata`.
    public var footer: String {
        let features = map { "\($0.name.quotedForJSON): \($0.feature.footer)" }
        return "{\"info\": {\"features\": {\(features.joined(separator: ", "))}}}"
    }
}

extension DatasetFeature {
    fileprivate var footer: String {
        switch self {
        case .audio(let rate): "{\"sampling_rate\": \(rate), \"_type\": \"Audio\"}"
        case .text: "{\"dtype\": \"string\", \"_type\": \"Value\"}"
        case .float32: "{\"dtype\": \"float32\", \"_type\": \"Value\"}"
        case .codes:
            "{\"feature\": {\"feature\": {\"dtype\": \"int16\", \"_type\": \"Value\"}, \"_type\": \"List\"}, \"_type\": \"List\"}"
        }
    }
}

extension String {
    /// A JSON text in ASCII, as Python's `json.dumps` writes it.
    fileprivate var quotedForJSON: String {
        var result = "\""
        for unit in utf16 {
            switch unit {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0x0A: result += "\\n"
            case 0x0D: result += "\\r"
            case 0x09: result += "\\t"
            case 0x08: result += "\\b"
            case 0x0C: result += "\\f"
            case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result + "\""
    }
}
