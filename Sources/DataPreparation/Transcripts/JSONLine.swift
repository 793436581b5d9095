import Foundation
import SpeechDataset

/// The object that describes one recording.
struct JSONLine {
    private let fields: [String: Value]

    /// Reads an object.
    ///
    /// - Throws: `.notUTF8`, `.notJSON`, `.numberNotJSON` or `.repeatedField`.
    init(_ line: TextFile.Line) throws(LineFailure) {
        let text = try line.text()
        guard let fields = try? JSONDecoder().decode([String: Value].self, from: Data(line.bytes)) else {
            if let number = text.firstMatch(of: /:\s*-?(NaN|Infinity)\b/) {
                throw LineFailure(.numberNotJSON(found: String(number.1)))
            }
            throw LineFailure(.notJSON(found: String(text.prefix(40))))
        }
        if let name = JSONStructure(Array(line.bytes))?.repeatedName { throw LineFailure(.repeatedField(name)) }
        self.fields = fields
    }

    /// The names of the fields, sorted.
    var names: [String] { fields.keys.sorted() }

    /// Whether there is a field of this name, in whatever spelling.
    func has(_ name: String) -> Bool {
        fields[name] != nil || fields.keys.contains { TranscriptFields.key($0) == TranscriptFields.key(name) }
    }

    /// The fields as transcripts of every form have them; what is null is absent, and a speaker may be a whole number.
    func row(_ names: TranscriptFields) -> TranscriptRow {
        var values = fields.compactMapValues(\.content)
        let speakers = Set(names.speaker.map(TranscriptFields.key))
        for (name, value) in fields where speakers.contains(TranscriptFields.key(name)) {
            if case .number(let number) = value, let whole = Int(exactly: number) { values[name] = .text("\(whole)") }
        }
        return TranscriptRow(fields: values)
    }

    /// The fields that may say which part of a file is meant.
    var segment: SegmentFields { SegmentFields(fields.compactMapValues(\.words)) }

    private enum Value: Decodable {
        case null, boolean, nested
        case text(String)
        case number(Double)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = (try? container.decode(Bool.self)) == nil ? .nested : .boolean
            }
        }

        var content: TranscriptRow.Value? {
            switch self {
            case .null: nil
            case .text(let text): .text(text)
            case .number: .other("a number")
            case .boolean: .other("true or false")
            case .nested: .other("a list or an object")
            }
        }

        var words: String? {
            switch self {
            case .null: nil
            case .text(let text): text
            case .number(let number): "\(number)"
            case .boolean: "true or false"
            case .nested: "a list or an object"
            }
        }
    }
}
