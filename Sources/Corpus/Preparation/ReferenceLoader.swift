import Audio
import Foundation

/// Reads the recordings that show the voices.
struct ReferenceLoader {
    var limits: PreparationLimits

    /// The reference waveforms of each speaker, by name.
    func load(_ speakers: [SpeakerRecordings]) throws(CorpusError) -> [String: [Waveform]] {
        var waveforms: [String: [Waveform]] = [:]
        for speaker in speakers {
            for url in speaker.references {
                waveforms[speaker.name, default: []].append(try load(url, of: speaker.name))
            }
        }
        return waveforms
    }

    private func load(_ url: URL, of speaker: String) throws(CorpusError) -> Waveform {
        let waveform: Waveform
        do throws(AudioError) {
            waveform = try AudioFile.read(url, maximumDuration: limits.maximumReferenceRecording)
                .resampled(to: PreparedDataset.sampleRate)
        } catch {
            throw .badReference(speaker: speaker, error)
        }
        guard waveform.peak >= limits.minimumPeak else { throw .silentReference(speaker: speaker, path: url.path) }
        let trimmed = waveform.trimmingSilence(threshold: limits.silenceThreshold, padding: limits.padding)
        let seconds = trimmed.duration - 2 * limits.padding
        guard seconds >= limits.minimumReferenceDuration else {
            throw .shortReference(
                speaker: speaker, path: url.path, seconds: seconds, minimum: limits.minimumReferenceDuration)
        }
        return trimmed.cropped(to: limits.maximumReferenceDuration)
    }
}
