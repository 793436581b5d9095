import SpeechDataset

extension PreparationReport {
    /// What became of each speaker's lines, as a table for a terminal, followed by the reasons and the sums of the sources; without an
    /// end of line.
    ///
    /// Clips, minutes and medians are those of the clips that were kept.
    public var table: String {
        let header = [
            "speaker", "lines", "kept", "rejected", "warned", "train min", "valid. min", "median s", "LUFS", "SNR dB",
            "chars/s",
        ]
        let rows = [header] + speakers.map(Self.row)
        let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
        }
        return
            (lines + speakers.flatMap { Self.reasons($0) + Self.notes($0) } + (sources ?? []).map(\.sentence)
            + (notes ?? []).map { "\($0)." })
            .joined(separator: "\n")
    }

    private static func row(_ speaker: Speaker) -> [String] {
        let median = { (measure: ClipMeasure) in speaker.measures[measure].map { decimal($0.median) } ?? "-" }
        return [
            speaker.name, "\(speaker.lines)", "\(speaker.train.clips + speaker.validation.clips)",
            "\(speaker.rejectedLines)", "\(speaker.warnedClips)", decimal(speaker.train.seconds / 60),
            decimal(speaker.validation.seconds / 60), median(.duration), median(.loudness), median(.signalToNoise),
            median(.charactersPerSecond),
        ]
    }

    private static func reasons(_ speaker: Speaker) -> [String] {
        [("rejected", speaker.rejected), ("kept with a warning", speaker.warned)].compactMap { what, counts in
            let list = inOrder(counts).map { "\($0.words) (\($0.count))" }.joined(separator: ", ")
            return counts.isEmpty ? nil : "\(speaker.name): \(what): \(list)"
        }
    }

    private static func notes(_ speaker: Speaker) -> [String] {
        let surplus = speaker.surplus > 0 ? ["\(speaker.name): left for another time: \(speaker.surplus)"] : []
        return surplus + (speaker.voice.map { ["\(speaker.name): \($0.sentence)"] } ?? [])
            + (speaker.notes ?? []).map { "\(speaker.name): \($0)" }
            + speaker.references.filter { $0.origin == .chosen }.map { "\(speaker.name): reference \($0.sentence)" }
    }

    /// Reasons in words with their counts, the most frequent first.
    static func inOrder(_ counts: [String: Int]) -> [(words: String, count: Int)] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (Rejection.Reason(rawValue: $0.key)?.words ?? $0.key, $0.value) }
    }
}
