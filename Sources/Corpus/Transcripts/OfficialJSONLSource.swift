public import Foundation

/// A JSONL file as the official fine-tuning script takes it.
///
/// A line is `{"audio", "text", "ref_audio"}`, with `language`, `speaker` and `instruct` allowed. Paths are relative to the file. Different values of `speaker` make different speakers.
public struct OfficialJSONLSource: Source {
    /// The file.
    public let location: URL

    /// Names the file, which is not read yet.
    public init(_ file: URL) { location = file }

    /// The file's name without its extension.
    public var defaultName: String { location.deletingPathExtension().lastPathComponent }

    /// None: the lines name their references.
    public var reference: URL? { nil }

    /// Every line of the transcript.
    ///
    /// - Throws: `CorpusError` when the transcript cannot be read.
    public func lines() throws(CorpusError) -> [SourceLine] {
        let folder = location.deletingLastPathComponent()
        return try JSONTranscript.lines(of: location) { RecordingPath.resolve($0, in: folder) }
    }
}
