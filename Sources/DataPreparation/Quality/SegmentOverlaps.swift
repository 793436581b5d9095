import Audio

/// The segments that share more than half of themselves with another of the same file, or half of the other.
struct SegmentOverlaps {
    private var findings: [Origin: Finding] = [:]

    /// Compares the segments of each file.
    ///
    /// - Complexity: O(*n* log *n*) for *n* utterances.
    init(among utterances: some Sequence<Utterance>) {
        var segments: [Part] = []
        for utterance in utterances {
            guard case .segment(let path, let segment) = utterance.recording else { continue }
            segments.append(
                Part(path: path, start: segment.start, end: segment.end ?? .infinity, origin: utterance.origin))
        }
        segments.sort { ($0.path, $0.start) < ($1.path, $1.start) }
        // Of the segments that begin before, the one that ends last shares most, and the one whose middle is last is
        // the likeliest to lie with more than half of itself within the next.
        var latest: (end: Part, middle: Part)?
        for segment in segments {
            guard let before = latest, before.end.path == segment.path else {
                latest = (segment, segment)
                continue
            }
            if let other = [before.end, before.middle].first(where: segment.overlaps) {
                findings[segment.origin] = Finding(
                    .overlap, "more than half of it, or of the segment of \(other.origin), is in both")
            }
            latest = (
                segment.end > before.end.end ? segment : before.end,
                segment.middle > before.middle.middle ? segment : before.middle
            )
        }
    }

    /// What is to be said of an utterance.
    func finding(of utterance: Utterance) -> Finding? { findings[utterance.origin] }

    /// A segment with its times in seconds.
    private struct Part {
        var path: String
        var start, end: Double
        var origin: Origin

        var middle: Double { (start + end) / 2 }

        /// Whether more than half of one lies within the other, which begins no later.
        func overlaps(_ earlier: Part) -> Bool { earlier.end > middle || earlier.middle > start }
    }
}
