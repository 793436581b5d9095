import Foundation

/// A transcript with one JSON object per line.
enum JSONTranscript {
    static func lines(
        of file: URL, _ names: TranscriptFields, resolve: (String) -> URL
    ) throws(CorpusError) -> [SourceLine] {
        let lines = try TextLines.read(file)
        return lines.enumerated().map { index, bytes in
            SourceLine(
                origin: Origin(file: file.path, line: index + 1),
                content: Result { () throws(LineFailure) in try row(bytes).transcript(names, resolve: resolve) })
        }
    }

    /// The object on a line; a field that holds null counts as absent.
    private static func row(_ bytes: Data) throws(LineFailure) -> TranscriptRow {
        guard let text = String(data: bytes, encoding: .utf8) else { throw LineFailure(.notUTF8) }
        if text.allSatisfy(\.isWhitespace) { throw LineFailure(.emptyLine) }
        let decoded = try? JSONDecoder().decode([String: Field].self, from: bytes)
        guard let decoded else { throw LineFailure(.notJSON(found: String(text.prefix(40)))) }
        return TranscriptRow(fields: decoded.compactMapValues(\.value))
    }

    /// A field of any type, of which only texts matter.
    private struct Field: Decodable {
        var value: TranscriptRow.Value?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = nil
            } else if let text = try? container.decode(String.self) {
                value = .text(text)
            } else if (try? container.decode(Double.self)) != nil {
                value = .other("a number")
            } else if (try? container.decode(Bool.self)) != nil {
                value = .other("true or false")
            } else {
                value = .other("a list or an object")
            }
        }
    }
}
