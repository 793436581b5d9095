import Foundation
import SpeechDataset

/// A JSON object for each recording, one per line or in a list: `metadata.jsonl` of a folder, or a `.jsonl` or `.json` file.
///
/// An object is `{"audio", "text", "ref_audio"}` as the official fine-tuning script takes it, with `language`, `speaker` and `instruct`
/// allowed, or `{"audio_filepath", "offset", "duration", "text"}` as NeMo's manifests have it (see `SegmentFields`).
struct JSONForm: TranscriptForm {
    let file: URL
    /// What the recordings are kept for, when the file's name tells.
    var split: SplitName?

    static func recognise(_ place: TranscriptPlace) -> JSONForm? {
        let names = place.isFolder ? ["metadata.jsonl", "metadata.json"] : place.names.filter(isJSON)
        return names.lazy.compactMap(place.file).first.map { JSONForm(file: $0) }
    }

    /// Whether a file's name is that of JSON.
    static func isJSON(_ name: String) -> Bool {
        [".json", ".jsonl", ".ndjson"].contains(where: name.lowercased().hasSuffix)
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading {
        let text = try TextFile(file)
        let (lines, count) = try text.lines()
        if let objects = try list(in: text, place.fields) {
            let account = TranscriptAccount(
                file: file.path, form: "JSON: a list of objects", lines: objects.count, rows: objects.count)
            return SourceReading(lines: try read(objects, place), accounts: [account])
        }
        let account = TranscriptAccount(
            file: file.path, form: "JSON: an object per line", lines: count, rows: lines.count,
            blank: count - lines.count)
        return SourceReading(lines: try read(lines, place), accounts: [account])
    }

    private func read(_ lines: [TextFile.Line], _ place: TranscriptPlace) throws(DataPreparationError) -> [SourceLine] {
        let objects = lines.map { line in Result { () throws(LineFailure) in try JSONLine(line) } }
        try checkGivenNames(place.fields, objects.compactMap { try? $0.get() })
        return zip(lines, objects).map { read($0, $1, place) }
    }

    /// Checks that some object has each field that the user named: a name that fits nothing is a mistake.
    private func checkGivenNames(_ fields: TranscriptFields, _ objects: [JSONLine]) throws(DataPreparationError) {
        for content in ColumnContent.allCases where fields.given.contains(content) {
            guard let name = fields[content].first, let option = content.option, !objects.isEmpty,
                !objects.contains(where: { $0.has(name) })
            else { continue }
            var found: [String] = []
            for field in objects.flatMap(\.names) where !found.contains(field) { found.append(field) }
            throw DataPreparationError.fieldNotThere(option: option, name: name, path: file.path, found: found)
        }
    }

    private func read(
        _ line: TextFile.Line, _ object: Result<JSONLine, LineFailure>, _ place: TranscriptPlace
    ) -> SourceLine {
        SourceLine(
            origin: Origin(file: file.path, line: line.number),
            content: Result { () throws(LineFailure) in
                let object = try object.get()
                var transcript = try object.row(place.fields).transcript(place.fields, resolve: place.recording)
                if let path = transcript.recording.path {
                    transcript.recording = try object.segment.recording(in: path)
                }
                transcript.split = split
                return transcript
            })
    }

    /// The objects of a list, or an object that is all there is; nil for an object per line.
    ///
    /// - Throws: `DataPreparationError.singleObject` for an object that is no recording.
    private func list(in text: TextFile, _ fields: TranscriptFields) throws(DataPreparationError) -> [TextFile.Line]? {
        // Objects on lines are not a single structure, which shows at the end of the first.
        let bytes = TextFile.withoutMark(text.bytes[...])
        guard let whole = JSONStructure(Array(bytes)), (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil
        else { return nil }
        guard !whole.isList else {
            return whole.members.map { TextFile.Line(number: $0.line + 1, bytes: $0.bytes) }
        }
        let known = Set((fields.audio + fields.text).map(TranscriptFields.key))
        guard whole.names.contains(where: { known.contains(TranscriptFields.key($0)) }) else {
            throw DataPreparationError.singleObject(path: file.path, names: Array(whole.names.prefix(3)))
        }
        return [TextFile.Line(number: 1, bytes: bytes)]
    }
}
