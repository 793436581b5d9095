import Files
import Foundation
import SpeechDataset

/// What a pass over a dataset has counted so far.
struct ProcessingPass {
    let rows: [PreparedDataset.Part: [Int]]
    var trainCount = 0
    var encoded = 0

    private var summary: ClipSummary
    private let hash = Digest(.sha256)
    private var references: [VoiceCandidates]
    private var good = 0
    private let total: Int
    private let progress: (Int, Int, Int) throws -> Void

    init(
        _ processing: ClipProcessing, total rows: [PreparedDataset.Part: [Int]],
        progress: @escaping (Int, Int, Int) throws -> Void
    ) {
        self.rows = rows
        total = rows.values.joined().reduce(0, +)
        self.progress = progress
        summary = ClipSummary(speakers: processing.dataset.speakers.map { .init(name: $0.name) })
        references = processing.dataset.speakers.map { VoiceCandidates(isNeeded: $0.references.isEmpty) }
        hash.update(Data("\(processing.tokenizer)\n".utf8))
    }

    mutating func count(
        _ clip: StoredClip, frames: Int, _ part: PreparedDataset.Part, _ location: ClipLocation
    ) {
        let name = summary.speakers[clip.speaker].name
        let words = [part.rawValue, clip.id, name, clip.language, clip.text, clip.instruct ?? ""]
        // A character that no text has stands between them.
        hash.update(Data((words.joined(separator: "\u{0}") + "\n").utf8))
        let seconds = Double(frames * PreparedDataset.samplesPerFrame) / Double(PreparedDataset.sampleRate)
        switch part {
        case .train:
            summary.speakers[clip.speaker].train.clips += 1
            summary.speakers[clip.speaker].train.seconds += seconds
            references[clip.speaker].consider(clip.id, seconds: seconds, location)
        case .validation:
            summary.speakers[clip.speaker].validation.clips += 1
            summary.speakers[clip.speaker].validation.seconds += seconds
        }
        if summary.languages[clip.language] == nil { summary.languages[clip.language] = clip.id }
        if clip.instruct != nil { summary.instructs += 1 }
        good += 1
    }

    mutating func skip(_ location: ClipLocation, _ problem: RowProblem) {
        summary.badRows += 1
        if summary.examples.count < ClipSummary.examplesKept {
            summary.examples.append(
                BadRow(file: location.file, row: location.row, problem: problem.description))
        }
    }

    func report() throws {
        // With a limit, rows that are skipped are made up for by more rows.
        let done = good + summary.badRows
        if done <= total { try progress(done, total, encoded) }
    }

    /// Ends work that would fail at its end, as soon as that is certain and enough rows can be named.
    ///
    /// - Throws: `DataFeedingError.tooManyBadRows`.
    func checkEarly(_ dataset: PreparedDataset, maximumBadShare: Double) throws(DataFeedingError) {
        guard summary.examples.count == ClipSummary.examplesKept else { return }
        // However many good rows are to come, there are no more than all.
        let most = Double(total + summary.badRows)
        if Double(summary.badRows) > maximumBadShare * most {
            throw tooManyBadRows(dataset, maximumBadShare: maximumBadShare)
        }
    }

    private func tooManyBadRows(_ dataset: PreparedDataset, maximumBadShare: Double) -> DataFeedingError {
        .tooManyBadRows(
            dataset: dataset.storage.name, bad: summary.badRows, rows: good + summary.badRows, limit: maximumBadShare,
            examples: summary.examples)
    }

    /// - Throws: `DataFeedingError.tooManyBadRows` or `.noUsableClip`.
    func check(_ dataset: PreparedDataset, maximumBadShare: Double) throws(DataFeedingError) {
        guard Double(summary.badRows) <= maximumBadShare * Double(good + summary.badRows) else {
            throw tooManyBadRows(dataset, maximumBadShare: maximumBadShare)
        }
        if let empty = summary.speakers.first(where: { $0.train.clips == 0 }) {
            throw DataFeedingError.noUsableClip(speaker: empty.name, dataset: dataset.storage.name)
        }
    }

    func finished() -> ClipSummary {
        var summary = summary
        summary.encoded = encoded
        summary.rows = good + summary.badRows
        summary.fingerprint = hash.hexadecimal
        for (index, choice) in references.enumerated() { summary.speakers[index].references = choice.chosen }
        return summary
    }
}

/// Which clips show a speaker's voice where the dataset names none: up to three of 5 to 15 seconds, else the longest; a matter of their content alone.
struct VoiceCandidates {
    private struct Candidate {
        var id: String
        var seconds: Double
        var location: ClipLocation
    }

    static let count = 3
    static let seconds = 5.0...15.0

    let isNeeded: Bool
    private var suited: [Candidate] = []
    private var longest: Candidate?

    init(isNeeded: Bool) { self.isNeeded = isNeeded }

    mutating func consider(_ id: String, seconds: Double, _ location: ClipLocation) {
        guard isNeeded else { return }
        let candidate = Candidate(id: id, seconds: seconds, location: location)
        if Self.seconds.contains(seconds), suited.count < Self.count || id < suited[suited.count - 1].id {
            suited.append(candidate)
            suited.sort { $0.id < $1.id }
            suited = Array(suited.prefix(Self.count))
        }
        if let longest, (longest.seconds, id) >= (seconds, longest.id) { return }
        longest = candidate
    }

    /// The chosen clips, in the order of their ids.
    var chosen: [ClipLocation] {
        suited.isEmpty ? longest.map { [$0.location] } ?? [] : suited.map(\.location)
    }
}
