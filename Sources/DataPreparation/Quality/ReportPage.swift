import Foundation
import Pages
import SpeechDataset

/// `report.html`: the report as one page that needs no network and no script; clips are played from the dataset's folder.
package struct ReportPage {
    /// How many clips of a kind are listed with their sound.
    static let clipsShown = 12

    var report: PreparationReport

    package init(_ report: PreparationReport) { self.report = report }

    /// The page.
    package var html: String {
        let sections = report.speakers.map(section)
        return Page(
            title: "Prepared recordings",
            body: """
                <h1>Prepared recordings</h1>
                \(totals)
                \(sections)
                """
        ).html
    }

    private var totals: HTML {
        let rows = report.speakers.map { speaker in
            let kept = speaker.train.clips + speaker.validation.clips
            return [
                speaker.name, "\(speaker.lines)", "\(kept)", "\(speaker.rejectedLines)", "\(speaker.warnedClips)",
                minutes(speaker.train.seconds), minutes(speaker.validation.seconds),
            ]
        }
        let header = ["Speaker", "Lines", "Kept", "Rejected", "Warned", "Training", "Validation"]
        return HTML(lines: (report.notes ?? []).map { "<p>\($0).</p>" } + [.table(header: header, rows: rows)])
    }

    private func section(_ speaker: PreparationReport.Speaker) -> HTML {
        let drawings = ClipMeasure.allCases.compactMap { measure in
            speaker.measures[measure].map { Histogram(title: measure.title, $0).html }
        }
        return """
            <section>
            <h2>\(speaker.name)</h2>
            <p>\(changes(speaker.changes))</p>
            \(notes(speaker))
            <div class="drawings">
            \(drawings)
            </div>
            \(remarks("Left out", speaker.rejections, counts: speaker.rejected, none: "Every line became a clip."))
            \(remarks("Kept with a warning", speaker.warnings, counts: speaker.warned, none: "Nothing is odd."))
            \(extremes(speaker.extremes))
            </section>
            """
    }

    /// What is known of the voice, and where its references come from.
    private func notes(_ speaker: PreparationReport.Speaker) -> HTML {
        var parts: [HTML] = []
        if let voice = speaker.voice { parts.append("<p>Voice: \(voice.sentence).</p>") }
        parts += (speaker.notes ?? []).map { "<p>\($0).</p>" }
        let references = speaker.references.map { HTML.item(recording: $0.path, text: nil, note: $0.sentence) }
        if !references.isEmpty { parts.append("<h3>Reference</h3>\n\(HTML.list(references))") }
        return HTML(lines: parts)
    }

    private func changes(_ changes: PreparationChanges) -> String {
        let rates = changes.resampled.sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }
            .map { "\($0.value) from \($0.key) Hz" }
        return "Trimmed or padded: \(changes.trimmed), with \(decimal(changes.cutSeconds)) s of silence cut. "
            + "Resampled: \(rates.isEmpty ? "none" : rates.joined(separator: ", "))."
    }

    private func remarks(_ title: String, _ remarks: [Rejection], counts: [String: Int], none: String) -> HTML {
        guard !remarks.isEmpty else { return "<h3>\(title)</h3>\n<p>\(none)</p>" }
        let reasons = PreparationReport.inOrder(counts).map { [$0.words, "\($0.count)"] }
        let shown = chosen(remarks).map { remark in
            HTML.item(
                recording: remark.clip, text: remark.text,
                note: [remark.origin.place, remark.reason.words, withoutFolder(remark)].filter { !$0.isEmpty }
                    .joined(separator: ": "))
        }
        let count = counts.values.reduce(0, +)
        var parts: [HTML] = [
            "<h3>\(title)</h3>", .table(header: ["Reason", "Clips"], rows: reasons), .list(shown),
        ]
        if count > shown.count {
            let place = count > remarks.count ? "many" : "all"
            parts.append("<p>and \(count - shown.count) more, \(place) in report.json.</p>")
        }
        return HTML(lines: parts)
    }

    private func extremes(_ extremes: [ClipExtreme]) -> HTML {
        guard !extremes.isEmpty else { return HTML() }
        let items = extremes.map { extreme in
            let words = extreme.measure.ends.first { $0.isHigh == extreme.isHighest }?.words ?? extreme.measure.rawValue
            let value = decimal(extreme.value, places: extreme.measure == .pauses ? 2 : 1)
            return HTML.item(
                recording: extreme.clip.isEmpty ? nil : extreme.clip, text: extreme.text,
                note: "\(extreme.origin.place): \(words): \(extreme.measure.title) \(value)")
        }
        return "<h3>Kept, and worth a listen</h3>\n\(HTML.list(items))"
    }

    /// Some of each reason, in turn, so that a frequent one does not hide a rare one.
    private func chosen(_ remarks: [Rejection]) -> [Rejection] {
        let groups = Dictionary(grouping: remarks.indices, by: { remarks[$0].reason })
        let ranks = groups.values.flatMap { indices in indices.enumerated().map { (rank: $0.offset, index: $0.element) }
        }
        let first = ranks.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.prefix(Self.clipsShown)
        return first.map(\.index).sorted().map { remarks[$0] }
    }

    /// The detail without the transcript's folder, which a page that is passed on need not tell.
    private func withoutFolder(_ remark: Rejection) -> String {
        let folder = URL(fileURLWithPath: remark.file).deletingLastPathComponent().path
        return folder == "/"
            ? remark.detail
            : remark.detail.replacingOccurrences(of: folder + "/", with: "")
                .replacingOccurrences(of: "'\(folder)'", with: "'.'")
    }

    private func minutes(_ seconds: Double) -> String { "\(decimal(seconds / 60)) min" }
}

extension Histogram {
    fileprivate init(title: String, _ distribution: MeasureDistribution) {
        self.init(
            title: title, counts: distribution.counts, firstBin: distribution.firstBin,
            binWidth: distribution.binWidth, median: distribution.median)
    }
}
