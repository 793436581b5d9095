public import Audio
import Foundation

extension PreparedDataset {
    /// The longest recording that may show a voice, in seconds.
    package static let longestReference = 600.0

    /// The recordings that show a speaker's voice, mono at 24 kHz.
    ///
    /// - Parameter rows: clips that serve where the dataset has no such recordings.
    /// - Throws: `SpeechDatasetError.badReference`, `.noReferenceInDataset`, or what reading a file throws.
    public func references(of speaker: Speaker, orElse rows: [ClipLocation]) throws -> [Waveform] {
        var recordings = try speaker.references.map { path in
            let bytes = try storage.content(of: path)
            do throws(AudioError) {
                return try AudioFile.read(
                    bytes, name: path, maximumDuration: Self.longestReference
                )
                .resampled(to: Self.sampleRate)
            } catch {
                throw SpeechDatasetError.badReference(speaker: speaker.name, error)
            }
        }
        if recordings.isEmpty {
            recordings = try rows.compactMap { location in
                let reader = try ClipReader(
                    storage.parquet(location.file), path: location.file, tokenizer: nil, form: CodesForm())
                return try? reader.recording(row: location.row).get()
            }
        }
        guard !recordings.isEmpty else {
            throw SpeechDatasetError.noReferenceInDataset(speaker: speaker.name, dataset: storage.name)
        }
        return recordings
    }
}
