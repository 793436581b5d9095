/// The size of a dataset, or of a part of it.
public struct DatasetStatistics: Sendable, Equatable {
    /// The number of speakers.
    public var speakers: Int
    /// Clips to train on.
    public var train: ClipTotals
    /// Clips to validate with.
    public var validation: ClipTotals

    /// Hours of speech to train on.
    public var trainHours: Double { train.seconds / 3600 }
    /// Hours of speech to validate with.
    public var validationHours: Double { validation.seconds / 3600 }
}

extension PreparedDataset {
    /// How much there is.
    public var statistics: DatasetStatistics {
        DatasetStatistics(speakers: speakers.count, train: totals(train), validation: totals(validation))
    }

    private func totals(_ clips: [Clip]) -> ClipTotals {
        ClipTotals(clips: clips.count, seconds: clips.reduce(0) { $0 + $1.duration })
    }
}
