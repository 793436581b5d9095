import Audio
import Foundation
import SpeechDataset

/// Reads the recordings that show the voices, or chooses clips that do.
struct ReferenceLoader {
    /// A speaker's references with what the report says of them, in one order.
    struct References {
        var waveforms: [Waveform] = []
        var notes: [ReferenceNote] = []
    }

    var limits: PreparationLimits

    /// The references that are named, by speaker.
    func load(_ speakers: [SpeakerRecordings]) throws(DataPreparationError) -> [String: References] {
        var references: [String: References] = [:]
        for speaker in speakers {
            for (index, url) in speaker.references.enumerated() {
                let (waveform, notes) = try load(url, of: speaker.name)
                references[speaker.name, default: References()].waveforms.append(waveform)
                references[speaker.name, default: References()].notes.append(
                    ReferenceNote(
                        path: VoiceFile.path(speaker.name, index), origin: speaker.referenceOrigin,
                        seconds: waveform.duration,
                        detail: ([url.lastPathComponent] + notes.map(\.description)).joined(separator: "; ")))
            }
        }
        return references
    }

    /// A clip of a speaker who has no reference; nil without clips.
    func choose(for speaker: Assessment.Speaker, in folder: WorkingFolder) throws(DataPreparationError) -> References? {
        guard let choice = ReferenceChoice(among: speaker.clips) else { return nil }
        let file = folder.clip(choice.clip.id, of: speaker.name)
        do throws(AudioError) {
            let waveform = try AudioFile.read(file).cropped(to: limits.maximumReferenceDuration)
            let note = ReferenceNote(
                path: VoiceFile.path(speaker.name, 0), origin: .chosen, seconds: waveform.duration,
                detail: choice.detail)
            return References(waveforms: [waveform], notes: [note])
        } catch {
            throw DataPreparationError.badReference(speaker: speaker.name, error)
        }
    }

    private func load(_ url: URL, of speaker: String) throws(DataPreparationError) -> (Waveform, [DecodingNote]) {
        let (waveform, notes): (Waveform, [DecodingNote])
        do throws(AudioError) {
            let decoded = try AudioFile.decode(url, maximumDuration: limits.maximumReferenceRecording)
            (waveform, notes) = (try decoded.waveform.resampled(to: PreparedDataset.sampleRate), decoded.notes)
        } catch {
            throw DataPreparationError.badReference(speaker: speaker, error)
        }
        guard waveform.peak >= limits.minimumPeak else {
            throw DataPreparationError.silentReference(speaker: speaker, path: url.path)
        }
        let trimmed = waveform.trimmingSilence(threshold: limits.silenceThreshold, padding: limits.padding)
        let seconds = trimmed.duration - 2 * limits.padding
        guard seconds >= limits.minimumReferenceDuration else {
            throw DataPreparationError.shortReference(
                speaker: speaker, path: url.path, seconds: seconds, minimum: limits.minimumReferenceDuration)
        }
        return (trimmed.cropped(to: limits.maximumReferenceDuration), notes)
    }
}
