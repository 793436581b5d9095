import Audio
import Foundation

/// Writes the lists of a prepared dataset; the clips are there already.
struct DatasetWriter {
    var folder: URL
    var limits: PreparationLimits
    var validationShare: Double

    /// Writes what was kept and what was left out, as JSON and as a page, also when no dataset comes of it.
    func writeReport(on speakers: [Assessment.Speaker]) throws(CorpusError) -> PreparationReport {
        let parts = speakers.map { speaker in
            let (train, validation) = split(speaker)
            return PreparationReport.Speaker(speaker, train: ClipTotals(train), validation: ClipTotals(validation))
        }
        let report = PreparationReport(speakers: parts, limits: limits, validationShare: validationShare)
        try DatasetJSON.writeIfChanged(
            try DatasetJSON.document(report), to: folder.appendingPathComponent(DatasetLayout.reportName))
        try DatasetJSON.writeIfChanged(
            Data(ReportPage(report).html.utf8), to: folder.appendingPathComponent(DatasetLayout.pageName))
        return report
    }

    /// Writes references, lists and, last of all, `dataset.json`; files that would not change are left alone.
    func write(_ speakers: [Assessment.Speaker], references: [String: [Waveform]]) throws(CorpusError) {
        var manifest = DatasetManifest(
            format: DatasetManifest.currentFormat, samplingRate: PreparedDataset.sampleRate, speakers: [])
        for speaker in speakers {
            let layout = DatasetLayout(folder: folder, speaker: speaker.name)
            let (train, validation) = split(speaker)
            try write(train, to: layout.train)
            try write(validation, to: layout.validation)
            manifest.speakers.append(
                DatasetManifest.Speaker(
                    name: speaker.name, language: mostCommonLanguage(of: train + validation),
                    references: try write(references[speaker.name] ?? [], into: layout),
                    train: ClipTotals(train), validation: ClipTotals(validation)))
        }
        try DatasetJSON.writeIfChanged(
            try DatasetJSON.document(manifest), to: folder.appendingPathComponent(DatasetLayout.manifestName))
    }

    private func split(_ speaker: Assessment.Speaker) -> (train: [ClipRecord], validation: [ClipRecord]) {
        let records = speaker.clips.map(\.record)
        let held = DatasetSplit.validation(of: records.map(\.id), share: validationShare)
        return (records.filter { !held.contains($0.id) }, records.filter { held.contains($0.id) })
    }

    private func write(_ clips: [ClipRecord], to list: URL) throws(CorpusError) {
        var data = Data()
        for clip in clips { data += try DatasetJSON.line(clip) }
        try DatasetJSON.writeIfChanged(data, to: list)
    }

    /// Writes a speaker's references and returns their paths within the dataset.
    private func write(_ waveforms: [Waveform], into layout: DatasetLayout) throws(CorpusError) -> [String] {
        try DatasetJSON.makeFolder(layout.references)
        var paths: [String] = []
        for (index, waveform) in waveforms.enumerated() {
            let name = "\(index).flac"
            let file = layout.references.appendingPathComponent(name)
            // Named by position, so its content is compared: a rerun with the same recording writes nothing.
            let current = try? AudioFile.read(file)
            if current?.pcm16 != waveform.pcm16 {
                try writing(file) { url throws(AudioError) in
                    try AudioFile.write(waveform, to: url, format: .flac16)
                }
            }
            paths.append("\(layout.speaker)/references/\(name)")
        }
        return paths
    }

    /// The language of most clips, and of several such the first in the alphabet.
    private func mostCommonLanguage(of clips: [ClipRecord]) -> String {
        let counts = Dictionary(clips.map { ($0.language, 1) }, uniquingKeysWith: +)
        return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? LanguageName.auto
    }
}

extension ClipTotals {
    init(_ clips: [ClipRecord]) {
        let samples = clips.reduce(0) { $0 + $1.samples }
        self.init(clips: clips.count, seconds: Double(samples) / Double(PreparedDataset.sampleRate))
    }
}
