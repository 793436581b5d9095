public import Foundation

/// A JSONL file as the official fine-tuning script takes it: `{"audio", "text", "ref_audio"}`, with `language` and `speaker` allowed.
///
/// Paths are relative to the file. Different values of `speaker` make different speakers.
public struct OfficialJSONLSource: Source {
    public let location: URL

    /// Names the file, which is not read yet.
    public init(_ file: URL) { location = file }

    public var defaultName: String { location.deletingPathExtension().lastPathComponent }

    public var reference: URL? { nil }

    public func lines() throws(CorpusError) -> [SourceLine] {
        let folder = location.deletingLastPathComponent()
        return try JSONTranscript.lines(of: location) { RecordingPath.resolve($0, in: folder) }
    }
}
