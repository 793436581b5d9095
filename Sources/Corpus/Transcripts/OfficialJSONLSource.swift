public import Foundation

/// A JSONL file as the official fine-tuning script takes it.
///
/// A line is `{"audio", "text", "ref_audio"}`, with `language`, `speaker` and `instruct` allowed. Paths are relative to the file. Different values of `speaker` make different speakers.
public struct OfficialJSONLSource: Source {
    private let location: URL
    private let fields: TranscriptFields

    /// Names the file, which is not read yet.
    public init(_ file: URL, fields: TranscriptFields = TranscriptFields()) {
        location = file
        self.fields = fields
    }

    /// The file's path.
    public var title: String { location.path }

    /// The file's name without its extension.
    public var defaultName: String { location.deletingPathExtension().lastPathComponent }

    /// None: the lines name their references.
    public var reference: URL? { nil }

    /// Every line of the transcript.
    ///
    /// - Throws: `CorpusError` when the transcript cannot be read.
    public func lines(limit: Int?) throws(CorpusError) -> [SourceLine] {
        let folder = location.deletingLastPathComponent()
        let lines = try JSONTranscript.lines(of: location, fields) { RecordingPath.resolve($0, in: folder) }
        return limit.map { Array(lines.prefix($0)) } ?? lines
    }
}
