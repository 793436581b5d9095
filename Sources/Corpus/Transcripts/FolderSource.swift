public import Foundation

/// A folder of recordings with a transcript: `metadata.jsonl`, or else `metadata.csv`.
///
/// A CSV is LJSpeech's (`id|text|normalised text`, no header), or has a header that names its columns. Recordings are looked
/// for beside the transcript, in `wavs` and in `audio`, with or without the extension. `reference.wav` (or .flac, .mp3,
/// .ogg, .opus) shows the voice.
public struct FolderSource: Source {
    private let location: URL
    private let transcript: URL
    private let fields: TranscriptFields

    /// Finds the transcript of a folder.
    ///
    /// - Throws: `CorpusError.noTranscript`.
    public init(_ folder: URL, fields: TranscriptFields = TranscriptFields()) throws(CorpusError) {
        guard let transcript = Self.transcript(in: folder) else { throw .noTranscript(folder: folder.path) }
        location = folder
        self.transcript = transcript
        self.fields = fields
    }

    /// The transcript of a folder that has one.
    static func transcript(in folder: URL) -> URL? {
        ["metadata.jsonl", "metadata.csv"].map { folder.appendingPathComponent($0) }.first(where: RecordingPath.exists)
    }

    /// The folder's path.
    public var title: String { location.path }

    /// The folder's name.
    public var defaultName: String { location.standardizedFileURL.lastPathComponent }

    /// The file `reference` with any extension of audio.
    public var reference: URL? {
        RecordingPath.extensions.map { location.appendingPathComponent("reference.\($0)") }
            .first(where: RecordingPath.exists)
    }

    /// Every line of the transcript.
    ///
    /// - Throws: `CorpusError` when the transcript cannot be read.
    public func lines(limit: Int?) throws(CorpusError) -> [SourceLine] {
        let resolve = { (path: String) in RecordingPath.resolve(path, in: location) }
        let lines =
            transcript.pathExtension == "csv"
            ? try TableTranscript.lines(of: transcript, fields, resolve: resolve)
            : try JSONTranscript.lines(of: transcript, fields, resolve: resolve)
        return limit.map { Array(lines.prefix($0)) } ?? lines
    }
}
