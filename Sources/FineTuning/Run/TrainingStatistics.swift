public import SpeechDataset

/// How much a run trains on.
public struct TrainingStatistics: Sendable, Equatable {
    /// One speaker's part, or all of them.
    public struct Part: Sendable, Equatable {
        /// The speaker's name.
        public var name: String
        /// Clips to train on.
        public var train: ClipTotals
        /// Clips to validate with.
        public var validation: ClipTotals
    }

    /// The speakers, in the dataset's order.
    public var speakers: [Part]
    /// Tokens of the texts to train on.
    public var textTokens: Int
    /// Frames of speech to train on.
    public var frames: Int
    /// The share of the first epoch's batches that is padding.
    public var paddingShare: Double
    /// Micro-batches and updates of the first epoch.
    public var batchesPerEpoch, stepsPerEpoch: Int
    /// Clips with an instruct.
    public var instructs: Int

    /// All speakers together.
    public var total: Part {
        func sum(_ totals: [ClipTotals]) -> ClipTotals {
            ClipTotals(clips: totals.reduce(0) { $0 + $1.clips }, seconds: totals.reduce(0) { $0 + $1.seconds })
        }
        return Part(name: "all", train: sum(speakers.map(\.train)), validation: sum(speakers.map(\.validation)))
    }

    /// A table of speakers, and a line with the rest.
    public var table: String {
        let rows = (speakers.count > 1 ? speakers + [total] : speakers).map { part in
            [
                part.name, "\(part.train.clips)", Self.hours(part.train.seconds), "\(part.validation.clips)",
                Self.hours(part.validation.seconds),
            ]
        }
        let header = ["speaker", "clips", "hours", "to validate", "hours"]
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([header] + rows).map { row in
            row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
        }
        let summary =
            "\(textTokens) text tokens, \(frames) frames; an epoch: \(batchesPerEpoch) micro-batches, \(stepsPerEpoch) updates, "
            + "\((paddingShare * 1000).rounded() / 10) % padding"
        return (lines + [summary]).joined(separator: "\n")
    }

    /// Two decimals.
    private static func hours(_ seconds: Double) -> String {
        let hundredths = Int((seconds / 36).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
