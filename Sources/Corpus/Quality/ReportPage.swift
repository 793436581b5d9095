import Foundation

/// `report.html`: the report as one page that needs no network and no script; clips are played from the dataset's folder.
struct ReportPage {
    /// How many clips of a kind are listed with their sound.
    static let clipsShown = 12

    var report: PreparationReport

    init(_ report: PreparationReport) { self.report = report }

    /// The page.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>Prepared recordings</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        <h1>Prepared recordings</h1>
        \(totals)
        \(report.speakers.map(section).joined(separator: "\n"))
        </body>
        </html>

        """
    }

    private var totals: String {
        let rows = report.speakers.map { speaker in
            let kept = speaker.train.clips + speaker.validation.clips
            return row([
                speaker.name, "\(speaker.lines)", "\(kept)", "\(speaker.rejectedLines)", "\(speaker.warnedClips)",
                minutes(speaker.train.seconds), minutes(speaker.validation.seconds),
            ])
        }
        return table(["Speaker", "Lines", "Kept", "Rejected", "Warned", "Training", "Validation"], rows)
    }

    private func section(_ speaker: PreparationReport.Speaker) -> String {
        let drawings = ClipMeasure.allCases.compactMap { measure in
            speaker.measures[measure].map { HistogramDrawing(title: measure.title, distribution: $0).html }
        }
        return """
            <section>
            <h2>\(HTMLText.escape(speaker.name))</h2>
            <p>\(changes(speaker.changes))</p>
            \(notes(speaker))
            <div class="drawings">
            \(drawings.joined(separator: "\n"))
            </div>
            \(remarks("Left out", speaker.rejections, counts: speaker.rejected, none: "Every line became a clip."))
            \(remarks("Kept with a warning", speaker.warnings, counts: speaker.warned, none: "Nothing is odd."))
            \(extremes(speaker.extremes))
            </section>
            """
    }

    /// What is known of the voice, and where its references come from.
    private func notes(_ speaker: PreparationReport.Speaker) -> String {
        let voice = speaker.voice.map { ["<p>Voice: \(HTMLText.escape($0.sentence)).</p>"] } ?? []
        let notes = (speaker.notes ?? []).map { "<p>\(HTMLText.escape($0)).</p>" }
        let references = speaker.references.map { reference in
            item(clip: reference.path, text: nil, note: reference.sentence)
        }
        let list = references.isEmpty ? [] : ["<h3>Reference</h3>\n<ul>\n\(references.joined(separator: "\n"))\n</ul>"]
        return (voice + notes + list).joined(separator: "\n")
    }

    private func changes(_ changes: PreparationChanges) -> String {
        let rates = changes.resampled.sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }
            .map { "\($0.value) from \($0.key) Hz" }
        return "Trimmed or padded: \(changes.trimmed), with \(decimal(changes.cutSeconds)) s of silence cut. "
            + "Resampled: \(rates.isEmpty ? "none" : rates.joined(separator: ", "))."
    }

    private func remarks(_ title: String, _ remarks: [Rejection], counts: [String: Int], none: String) -> String {
        let heading = "<h3>\(title)</h3>\n"
        guard !remarks.isEmpty else { return heading + "<p>\(none)</p>" }
        let reasons = PreparationReport.inOrder(counts).map { row([$0.words, "\($0.count)"]) }
        let shown = chosen(remarks).map { remark in
            item(
                clip: remark.clip, text: remark.text,
                note: [remark.origin.place, remark.reason.words, withoutFolder(remark)].filter { !$0.isEmpty }
                    .joined(separator: ": "))
        }
        let count = counts.values.reduce(0, +)
        let (rest, isCut) = (count - shown.count, count > remarks.count)
        return heading + table(["Reason", "Clips"], reasons) + "\n<ul>\n" + shown.joined(separator: "\n") + "\n</ul>"
            + (rest > 0 ? "\n<p>and \(rest) more, \(isCut ? "many" : "all") in report.json.</p>" : "")
    }

    private func extremes(_ extremes: [ClipExtreme]) -> String {
        guard !extremes.isEmpty else { return "" }
        let items = extremes.map { extreme in
            let words = extreme.measure.ends.first { $0.isHigh == extreme.isHighest }?.words ?? extreme.measure.rawValue
            let value = decimal(extreme.value, places: extreme.measure == .pauses ? 2 : 1)
            return item(
                clip: extreme.clip.isEmpty ? nil : extreme.clip, text: extreme.text,
                note: "\(extreme.origin.place): \(words): \(extreme.measure.title) \(value)")
        }
        return "<h3>Kept, and worth a listen</h3>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>"
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

    private func item(clip: String?, text: String?, note: String) -> String {
        let player = clip.map {
            "<audio controls=\"controls\" preload=\"none\" src=\"\(HTMLText.escape(HTMLText.address($0)))\"></audio>"
        }
        let quote = text.map { "<q dir=\"auto\">\(HTMLText.escape($0))</q>" }
        return "<li>\((player ?? "") + (quote ?? ""))<small>\(HTMLText.escape(note))</small></li>"
    }

    private func table(_ header: [String], _ rows: [String]) -> String {
        let cells = header.map { "<th>\(HTMLText.escape($0))</th>" }.joined()
        return "<table>\n<thead><tr>\(cells)</tr></thead>\n<tbody>\n\(rows.joined(separator: "\n"))\n</tbody>\n</table>"
    }

    private func row(_ cells: [String]) -> String {
        "<tr>" + cells.map { "<td>\(HTMLText.escape($0))</td>" }.joined() + "</tr>"
    }

    private func minutes(_ seconds: Double) -> String { "\(decimal(seconds / 60)) min" }

    private static let style = """
        :root { color-scheme: light dark; --ink: #1c2430; --paper: #fbfaf7; --faint: #667080; --line: #d9d6cd; --bar: #2f6f8f; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e6ea; --paper: #15181d; --faint: #98a2b0; --line: #333a44; --bar: #63b0d4; }
        }
        body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
          font: 16px/1.5 system-ui, sans-serif; }
        h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
        h3 { margin: 1.5rem 0 .5rem; }
        small { color: var(--faint); }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .2rem 1rem .2rem 0; text-align: right; border-bottom: 1px solid var(--line); }
        th:first-child, td:first-child { text-align: left; }
        .drawings { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem 2rem; }
        figure { margin: 0; }
        svg { width: 100%; height: auto; }
        rect { fill: var(--bar); }
        line { stroke: var(--faint); }
        text { fill: var(--faint); font-size: 11px; }
        ul { list-style: none; padding: 0; }
        li { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem 1rem; padding: .4rem 0;
          border-bottom: 1px solid var(--line); }
        audio { height: 2rem; width: 16rem; }
        """
}
