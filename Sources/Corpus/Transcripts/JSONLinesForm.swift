import Foundation

/// One JSON object per line: `metadata.jsonl` of a folder, or a `.jsonl` file as the official fine-tuning script takes it.
///
/// A line is `{"audio", "text", "ref_audio"}`, with `language`, `speaker` and `instruct` allowed.
struct JSONLinesForm: TranscriptForm {
    let file: URL

    static func recognise(_ place: TranscriptPlace) -> JSONLinesForm? {
        let name = place.isFolder ? "metadata.jsonl" : place.names.first { $0.lowercased().hasSuffix(".jsonl") }
        return name.flatMap(place.file).map(JSONLinesForm.init)
    }

    func read(_ place: TranscriptPlace) throws(CorpusError) -> SourceReading {
        let (lines, count) = try TextFile(file).lines()
        let read = lines.map { line in
            SourceLine(
                origin: Origin(file: file.path, line: line.number),
                content: Result { () throws(LineFailure) in
                    try row(line).transcript(place.fields, resolve: place.recording)
                })
        }
        let account = TranscriptAccount(
            file: file.path, form: "JSON: an object per line", lines: count, rows: read.count,
            blank: count - read.count)
        return SourceReading(lines: read, accounts: [account])
    }

    /// The object on a line; a field that holds null counts as absent.
    private func row(_ line: TextFile.Line) throws(LineFailure) -> TranscriptRow {
        let text = try line.text()
        let decoded = try? JSONDecoder().decode([String: Field].self, from: Data(line.bytes))
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
