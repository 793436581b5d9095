import Foundation

/// A transcript with a JSON object for each recording: one per line, or in a list.
///
/// NeMo's manifests are read too: with `offset` the recording is a segment (see `SegmentFields`).
enum JSONTranscript {
    static func lines(
        of file: URL, _ names: TranscriptFields, resolve: (String) -> URL
    ) throws(CorpusError) -> [SourceLine] {
        try objects(in: try TextLines.read(file), of: file, names).map { object in
            SourceLine(
                origin: Origin(file: file.path, line: object.line + 1),
                content: Result { () throws(LineFailure) in
                    let line = try JSONLine(object.bytes)
                    var transcript = try line.row(names).transcript(names, resolve: resolve)
                    if let path = transcript.recording.path {
                        transcript.recording = try line.segment.recording(in: path)
                    }
                    return transcript
                })
        }
    }

    /// The objects with their lines, counted from 0.
    ///
    /// - Throws: `CorpusError.singleObject` for a file that is one object and no recording.
    private static func objects(
        in lines: [Data], of file: URL, _ names: TranscriptFields
    ) throws(CorpusError) -> [(line: Int, bytes: Data)] {
        // Lines of objects are no single structure, which shows at the end of the first.
        let bytes = Data(lines.joined(separator: [0x0a]))
        guard let whole = JSONStructure([UInt8](bytes)), (try? JSONSerialization.jsonObject(with: bytes)) != nil else {
            return lines.enumerated().map { ($0, $1) }
        }
        if whole.isList { return whole.members.map { ($0.line, Data($0.bytes)) } }
        guard whole.names.contains(where: (names.audio + names.text).contains) else {
            throw .singleObject(path: file.path, names: Array(whole.names.prefix(3)))
        }
        return [(0, bytes)]
    }
}
