public import Audio
import Foundation

extension PreparedDataset {
    /// The recordings that show a speaker's voice, mono at 24 kHz.
    ///
    /// - Parameter rows: clips that serve where the dataset has no such recordings.
    /// - Throws: `CorpusError.badReference`, `.noReferenceInDataset`, or what reading a file throws.
    public func references(of speaker: Speaker, orElse rows: [ClipLocation]) throws -> [Waveform] {
        var recordings = try speaker.references.map { path in
            let bytes = try storage.content(of: path)
            do throws(AudioError) {
                return try AudioFile.read(
                    bytes, name: path, maximumDuration: PreparationLimits().maximumReferenceRecording
                )
                .resampled(to: Self.sampleRate)
            } catch {
                throw CorpusError.badReference(speaker: speaker.name, error)
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
            throw CorpusError.noReferenceInDataset(speaker: speaker.name, dataset: storage.name)
        }
        return recordings
    }
}
