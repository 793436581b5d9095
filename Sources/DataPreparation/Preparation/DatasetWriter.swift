import Audio
import Files
import Foundation
import SpeechDataset

/// Writes a prepared dataset of clips that are ready.
///
/// New files are written beside, and take their places when all are whole; what would not change is left alone.
struct DatasetWriter {
    var folder: WorkingFolder
    var validationShare: Double
    var encoder: ClipEncoder?

    /// What has been written, or would have been.
    struct Outcome {
        /// Paths that are new or changed, and that are gone.
        var changed: [String]
    }

    /// Writes shards, references and the card.
    ///
    /// Speakers whom an earlier run prepared, and this one does not, stay.
    ///
    /// - Throws: `DataPreparationError` or `ParquetError`; then the dataset is as it was.
    func write(
        _ speakers: [Assessment.Speaker], references: [String: [Waveform]], shouldStop: () -> Bool
    ) throws -> Outcome {
        do {
            return try writeAll(speakers, references: references, shouldStop: shouldStop)
        } catch {
            // A full disk gets its space back; a swap that was begun is for the next run to finish.
            if !FileState.isFile(folder.journal) { _ = try? FileManager.default.removeItem(at: folder.incoming) }
            throw error
        }
    }

    private func writeAll(
        _ speakers: [Assessment.Speaker], references: [String: [Waveform]], shouldStop: () -> Bool
    ) throws -> Outcome {
        var written = WrittenDataset(in: folder)
        var swap = DatasetSwap()
        var card =
            try DatasetCard(in: folder.dataset) ?? DatasetCard(source: DatasetCard.fileName)
        let hasInstruct = speakers.contains { $0.clips.contains { $0.utterance.instruct != nil } }
        let columns = DatasetColumn.prepared(instruct: hasInstruct, codes: encoder != nil)
        if let encoder {
            let clips = speakers.flatMap { $0.clips.map { $0.encoded(in: folder) } }
            guard try encoder.encode(clips) else { throw DataPreparationError.stopped(done: 0, total: clips.count) }
        }
        var configs: [DatasetConfig] = []
        for speaker in speakers {
            var splits: [String: WrittenDataset.Split] = [:]
            for (name, clips) in parts(of: speaker) where !clips.isEmpty {
                let rows = DatasetRows(clips: clips, columns: columns, folder: folder, encoder: encoder)
                if let known = written.split(name, of: speaker.name, fingerprint: rows.fingerprint, in: folder) {
                    splits[name] = known
                } else {
                    let split = try rows.write(name, of: speaker.name, below: folder.incoming, shouldStop: shouldStop)
                    splits[name] = split
                    swap.moved += split.files.map(\.path)
                }
            }
            swap.removed += surplusShards(of: speaker.name, keeping: splits.values.flatMap { $0.files.map(\.path) })
            try stage(references[speaker.name] ?? [], of: speaker.name, in: &swap)
            written.speakers[speaker.name] = splits
            let sizes = splits.values.reduce(Int64(0)) { $0 + $1.files.reduce(0) { $0 + $1.size } }
            configs.append(
                DatasetConfig(
                    name: speaker.name, columns: columns,
                    splits: ["train", "validation"].compactMap { name in
                        splits[name].map { .init(name, examples: $0.examples, bytes: $0.bytes) }
                    }, downloadSize: sizes))
        }
        card.set(configs)
        card.introduce(
            speakers.map { speaker in
                DatasetCard.Speaker(
                    name: speaker.name, language: mostCommonLanguage(of: speaker.clips),
                    seconds: speaker.clips.reduce(0) { $0 + $1.duration })
            })
        try stage(card.data, at: DatasetCard.fileName, in: &swap)
        try stage(try DatasetJSON.document(written), at: WorkingFolder.recordPath, in: &swap)
        try swap.commit(in: folder)
        let changed = (swap.moved + swap.removed).filter { $0 != WorkingFolder.recordPath }
        return Outcome(changed: changed.sorted())
    }

    /// A speaker's clips to train on and to validate with.
    func parts(of speaker: Assessment.Speaker) -> [(name: String, clips: [AssessedClip])] {
        let held = DatasetSplit.validation(of: speaker.clips, share: validationShare)
        return [
            ("train", speaker.clips.filter { !held.contains($0.id) }),
            ("validation", speaker.clips.filter { held.contains($0.id) }),
        ]
    }

    /// The paths of a speaker's shards that the dataset has and should not have any more.
    private func surplusShards(of speaker: String, keeping paths: [String]) -> [String] {
        let names =
            (try? FileManager.default.contentsOfDirectory(
                atPath: folder.dataset.appendingPathComponent(speaker).path)) ?? []
        return names.filter { $0.wholeMatch(of: /(train|validation)-[0-9]{5}-of-[0-9]{5}\.parquet/) != nil }
            .map { "\(speaker)/\($0)" }.filter { !paths.contains($0) }.sorted()
    }

    /// Puts references beside, those that are not the same already, and notes surplus ones for removal.
    private func stage(_ waveforms: [Waveform], of speaker: String, in swap: inout DatasetSwap) throws {
        for (index, waveform) in waveforms.enumerated() {
            let path = VoiceFile.path(speaker, index)
            let bytes: Data
            do throws(AudioError) {
                bytes = try AudioFile.encode(waveform, format: .wav16)
            } catch {
                throw FileError.cannotWrite(error, to: folder.dataset.appendingPathComponent(path))
            }
            try stage(bytes, at: path, in: &swap)
        }
        var index = waveforms.count
        while FileState.isFile(folder.dataset.appendingPathComponent(VoiceFile.path(speaker, index))) {
            swap.removed.append(VoiceFile.path(speaker, index))
            index += 1
        }
    }

    private func stage(_ bytes: Data, at path: String, in swap: inout DatasetSwap) throws {
        if (try? Data(contentsOf: folder.dataset.appendingPathComponent(path))) == bytes { return }
        let file = folder.incoming.appendingPathComponent(path)
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        } catch {
            throw FileError.cannotWrite(path: file.path, reason: SystemError.reason(of: error))
        }
        try AtomicFile.write(bytes, to: file)
        swap.moved.append(path)
    }

    /// The language of most clips, and of several such the first in the alphabet.
    private func mostCommonLanguage(of clips: [AssessedClip]) -> String {
        let counts = Dictionary(clips.map { ($0.utterance.language, 1) }, uniquingKeysWith: +)
        return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? LanguageName.auto
    }
}

/// The names of the recordings that show voices.
enum VoiceFile {
    /// `voices/{speaker}.wav`, then `voices/{speaker}+2.wav`; '+' is not allowed in names.
    static func path(_ speaker: String, _ index: Int) -> String {
        "voices/\(speaker)\(index == 0 ? "" : "+\(index + 1)").wav"
    }
}

extension ClipTotals {
    init(_ clips: [AssessedClip]) {
        self.init(clips: clips.count, seconds: clips.reduce(0) { $0 + $1.duration })
    }
}
