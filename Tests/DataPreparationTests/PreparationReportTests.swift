import Foundation
import Testing

@testable import DataPreparation
@testable import SpeechDataset

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("The report of preparing")
struct PreparationReportTests {
    private func speaker(
        _ name: String, rejections: [Rejection] = [], warnings: [Rejection] = [], extremes: [ClipExtreme] = []
    ) -> PreparationReport.Speaker {
        let counted = { (remarks: [Rejection]) in
            Dictionary(remarks.map { ($0.reason.rawValue, 1) }, uniquingKeysWith: +)
        }
        return PreparationReport.Speaker(
            name: name, lines: 9 + rejections.count, train: ClipTotals(clips: 8, seconds: 90),
            validation: ClipTotals(clips: 1, seconds: 12), rejected: counted(rejections), rejections: rejections,
            warned: counted(warnings), warnedClips: Set(warnings.map(\.line)).count, warnings: warnings,
            changes: PreparationChanges(cutSeconds: 3.25, trimmed: 7, resampled: ["44100": 2, "8000": 5]),
            measures: [
                .duration: MeasureDistribution([8, 11.3, 12]), .loudness: MeasureDistribution([-23.4, -20, -25]),
                .signalToNoise: MeasureDistribution([30, 41]), .charactersPerSecond: MeasureDistribution([12.25]),
            ], extremes: extremes)
    }

    private func remark(_ line: Int, _ reason: Rejection.Reason, _ text: String? = nil, clip: String? = nil)
        -> Rejection
    {
        Rejection(
            origin: Origin(file: "/home/me/voices/a/metadata.jsonl", line: line), reason: reason,
            detail: "found on line \(line) of /home/me/voices/a/metadata.jsonl", text: text, clip: clip)
    }

    private func report(_ speakers: [PreparationReport.Speaker]) -> PreparationReport {
        PreparationReport(speakers: speakers, limits: PreparationLimits(), validationShare: 0.1)
    }

    @Test("The table is aligned, and the reasons follow it, the most frequent first")
    func table() {
        let rejections = [remark(1, .duplicate), remark(2, .tooShort), remark(3, .tooShort)]
        let warnings = [remark(4, .lowSignalToNoise), remark(4, .loudness), remark(5, .digits)]
        var empty = speaker("a_longer_name")
        empty.measures = [:]
        #expect(
            report([speaker("a", rejections: rejections, warnings: warnings), empty]).table == """
                speaker        lines  kept  rejected  warned  train min  valid. min  median s   LUFS  SNR dB  chars/s
                a                 12     9         3       2        1.5         0.2      11.3  -23.4    35.5     12.2
                a_longer_name      9     9         0       0        1.5         0.2         -      -       -        -
                a: rejected: too short (2), the same sound twice (1)
                a: kept with a warning: digits in the text (1), too soft or too loud (1), noisy (1)
                """)
    }

    @Test("Every reason has words of its own")
    func words() {
        let reasons = Rejection.Reason.allCases
        #expect(Set(reasons.map(\.words)).count == reasons.count)
        #expect(Set(reasons.map(\.rawValue)).count == reasons.count)
    }

    private let nasty = #"<script>alert("x & 'y'")</script>"# + "\u{1}\u{FFFF}"

    @Test("The page is well-formed, names no other place, runs no script, and plays clips from the dataset's folder")
    func page() throws {
        let extreme = ClipExtreme(
            measure: .signalToNoise, isHighest: false, value: 12.34, text: nasty, line: 7, clip: "a/audio/7.flac")
        let html = ReportPage(
            report([
                speaker(
                    "a", rejections: [remark(1, .markup, nasty, clip: "a/audio/1.flac"), remark(2, .badLine)],
                    warnings: [remark(3, .digits, "Call 5 & 6", clip: "a/audio/3.flac")], extremes: [extreme]),
                speaker("b"),
            ])
        ).html
        let page = try #require(PageReader(html))
        #expect(page.sources == ["a/audio/1.flac", "a/audio/3.flac", "a/audio/7.flac"])
        #expect(page.quotes == [nasty, "Call 5 & 6", nasty].map { $0.replacing(/[\u{1}\u{FFFF}]/, with: "\u{FFFD}") })
        #expect(
            page.notes.filter { !$0.hasPrefix("median") } == [
                "line 1: markup in the text: found on line 1 of metadata.jsonl",
                "line 2: unreadable line: found on line 2 of metadata.jsonl",
                "line 3: digits in the text: found on line 3 of metadata.jsonl",
                "line 7: noisiest: Signal to noise (dB) 12.3",
            ])
        #expect(page.elements["svg"] == 8)
        #expect(page.elements["script"] == nil)
        #expect(page.elements["link"] == nil)
        #expect(!html.contains("http"))
        #expect(!html.contains("/home"))
        #expect(
            html.contains(
                "Trimmed or padded: 7, with 3.2 s of silence cut. Resampled: 5 from 8000 Hz, 2 from 44100 Hz."))
        #expect(html.contains("Every line became a clip."))
    }

    @Test("Of many clips the page shows some of each reason, and counts the rest")
    func many() throws {
        let rejections = (1...40).map { remark($0, $0 == 40 ? .clipped : .tooShort, "Oh", clip: "a/audio/\($0).flac") }
        let page = try #require(PageReader(ReportPage(report([speaker("a", rejections: rejections)])).html))
        #expect(page.sources == (Array(1...11) + [40]).map { "a/audio/\($0).flac" })
        #expect(page.paragraphs.contains("and 28 more, all in report.json."))
    }
}

/// What a page has, when it is well-formed.
private final class PageReader: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var sources: [String] = []
    private(set) var quotes: [String] = []
    private(set) var notes: [String] = []
    private(set) var paragraphs: [String] = []
    private var text = ""

    init?(_ html: String) {
        super.init()
        let parser = XMLParser(data: Data(html.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements[name, default: 0] += 1
        if name == "audio" { sources.append(attributes["src"] ?? "") }
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        switch name {
        case "q": quotes.append(text)
        case "small": notes.append(text)
        case "p": paragraphs.append(text)
        default: break
        }
    }
}
