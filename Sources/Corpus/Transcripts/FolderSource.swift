public import Foundation

/// A folder of recordings with a transcript: `metadata.jsonl`, or else `metadata.csv`.
///
/// A CSV is LJSpeech's (`id|text|normalised text`, no header), or has a header that names its columns. Recordings are looked
/// for beside the transcript, in `wavs` and in `audio`, with or without the extension. `reference.wav` (or .flac, .mp3,
/// .ogg, .opus) shows the voice.
public struct FolderSource: Source {
    /// The folder.
    public let location: URL

    private let transcript: URL

    /// Finds the transcript of a folder.
    ///
    /// - Throws: `CorpusError.noTranscript`.
    public init(_ folder: URL) throws(CorpusError) {
        let candidates = ["metadata.jsonl", "metadata.csv"].map { folder.appendingPathComponent($0) }
        guard let transcript = candidates.first(where: RecordingPath.exists) else {
            throw .noTranscript(folder: folder.path)
        }
        location = folder
        self.transcript = transcript
    }

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
    public func lines() throws(CorpusError) -> [SourceLine] {
        let resolve = { (path: String) in RecordingPath.resolve(path, in: location) }
        return transcript.pathExtension == "csv"
            ? try TableTranscript.lines(of: transcript, resolve: resolve)
            : try JSONTranscript.lines(of: transcript, resolve: resolve)
    }
}
