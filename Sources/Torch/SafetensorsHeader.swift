import Foundation

/// Where each tensor of a safetensors file lies, checked against the file's size.
///
/// Reference: the format's description in the `safetensors` repository: eight bytes of little-endian length, a JSON
/// object, then the data; offsets count from the data's start. As in its `Metadata::validate` (0.6), the tensors fill
/// the data without gap, overlap or rest; of two entries with one name, a single one counts.
struct SafetensorsHeader: Equatable {
    struct Entry: Equatable {
        var dtype: DType
        var shape: [Int]
        /// Byte offsets within the data.
        var range: Range<Int>
    }

    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    /// The offset of the data within the file.
    var dataStart = 0

    /// The names in the order of their data.
    var names: [String] {
        // An empty tensor lies before the one that starts where it does.
        func place(_ entry: (key: String, value: Entry)) -> (Int, Int, String) {
            (entry.value.range.lowerBound, entry.value.range.upperBound, entry.key)
        }
        return entries.sorted { place($0) < place($1) }.map(\.key)
    }

    /// The longest header that the official reader takes; the real models need some 60 kB.
    private static let maximumByteCount: UInt64 = 100_000_000

    init(metadata: [String: String]) {
        self.metadata = metadata
    }

    /// Reads and checks the header of a file.
    ///
    /// - Throws: `SafetensorsError` for anything that would make a later read leave the file.
    init(fileBytes: UnsafeRawBufferPointer, path: String) throws(SafetensorsError) {
        guard fileBytes.count > 8 else { throw .tooShort(path: path, byteCount: fileBytes.count) }
        let length = UInt64(littleEndian: fileBytes.loadUnaligned(as: UInt64.self))
        guard length <= Self.maximumByteCount, length <= UInt64(fileBytes.count - 8) else {
            throw .headerTooLong(path: path, headerByteCount: length, fileByteCount: fileBytes.count)
        }
        dataStart = 8 + Int(length)
        let dataByteCount = fileBytes.count - dataStart
        let raw: RawHeader
        do {
            raw = try JSONDecoder().decode(RawHeader.self, from: Data(fileBytes[8..<dataStart]))
        } catch {
            throw .headerNotJSON(path: path, reason: Self.reason(error))
        }
        metadata = raw.metadata
        // By name, so that a file with several mistakes is always reported with the same one.
        for (name, entry) in raw.entries.sorted(by: { $0.key < $1.key }) {
            entries[name] = try Self.checked(entry, name: name, path: path)
        }
        try checkLayout(path: path, dataByteCount: dataByteCount)
    }

    private static func checked(
        _ raw: RawHeader.Entry, name: String, path: String
    ) throws(SafetensorsError) -> Entry {
        guard let dtype = DType(safetensorsName: raw.dtype) else {
            throw .unknownDType(path: path, tensor: name, dtype: raw.dtype)
        }
        var byteCount = dtype.byteCount
        for size in raw.shape {
            let (product, overflow) = byteCount.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { throw .badShape(path: path, tensor: name, shape: raw.shape) }
            byteCount = product
        }
        let offsets = raw.dataOffsets
        guard offsets.count == 2, offsets[0] >= 0, offsets[1] >= offsets[0] else {
            throw .badOffsets(path: path, tensor: name, offsets: offsets)
        }
        let range = offsets[0]..<offsets[1]
        guard range.count == byteCount else {
            throw .sizeMismatch(
                path: path, tensor: name, shape: raw.shape, dtype: raw.dtype, expected: byteCount, found: range.count)
        }
        return Entry(dtype: dtype, shape: raw.shape, range: range)
    }

    /// The tensors fill the data without gap, overlap or rest.
    private func checkLayout(path: String, dataByteCount: Int) throws(SafetensorsError) {
        var end = 0
        var previous = ""
        for name in names {
            guard let range = entries[name]?.range else { continue }
            if range.lowerBound < end { throw .overlapping(path: path, tensor: name, other: previous) }
            if range.lowerBound > end { throw .gap(path: path, tensor: name, start: range.lowerBound, expected: end) }
            end = range.upperBound
            previous = name
        }
        if end > dataByteCount { throw .truncated(path: path, expected: end, found: dataByteCount) }
        if end < dataByteCount { throw .surplusData(path: path, expected: end, found: dataByteCount) }
    }

    private static func reason(_ error: any Error) -> String {
        guard let decoding = error as? DecodingError else { return "\(error)" }
        switch decoding {
        case .dataCorrupted: return "it does not parse"
        case .keyNotFound(let key, let context): return "\(place(context)) lacks '\(key.stringValue)'"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context)) is not of the expected type"
        @unknown default: return "it does not parse"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let keys = context.codingPath.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }
        return keys.isEmpty ? "the whole" : "'\(keys.joined().dropFirst())'"
    }

    /// The header's bytes, padded with spaces so that the data starts at a multiple of eight.
    func encoded() throws -> Data {
        var raw = RawHeader(metadata: metadata, entries: [:])
        for (name, entry) in entries {
            raw.entries[name] = .init(
                dtype: entry.dtype.safetensorsName, shape: entry.shape,
                dataOffsets: [entry.range.lowerBound, entry.range.upperBound])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var json = try encoder.encode(raw)
        while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
        var length = UInt64(json.count).littleEndian
        return Data(bytes: &length, count: 8) + json
    }
}

/// The header as its JSON has it.
private struct RawHeader: Codable {
    struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        var dataOffsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case dataOffsets = "data_offsets"
        }
    }

    struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    static let metadataKey = Key(stringValue: "__metadata__")
    var metadata: [String: String]
    var entries: [String: Entry]

    init(metadata: [String: String], entries: [String: Entry]) {
        self.metadata = metadata
        self.entries = entries
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        metadata = try container.decodeIfPresent([String: String].self, forKey: Self.metadataKey) ?? [:]
        entries = [:]
        for key in container.allKeys where key.stringValue != Self.metadataKey.stringValue {
            entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        if !metadata.isEmpty { try container.encode(metadata, forKey: Self.metadataKey) }
        for (name, entry) in entries { try container.encode(entry, forKey: Key(stringValue: name)) }
    }
}

extension DType {
    /// The name of the dtype in a safetensors header.
    var safetensorsName: String {
        switch self {
        case .uint8: "U8"
        case .int8: "I8"
        case .int16: "I16"
        case .int32: "I32"
        case .int64: "I64"
        case .float16: "F16"
        case .float32: "F32"
        case .float64: "F64"
        case .bool: "BOOL"
        case .bfloat16: "BF16"
        }
    }

    init?(safetensorsName name: String) {
        guard let match = DType.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
        self = match
    }
}
