import Foundation

/// How a measure is distributed over clips.
public struct MeasureDistribution: Codable, Sendable, Equatable {
    /// The lowest value.
    public var minimum: Double
    /// The value in the middle.
    public var median: Double
    /// The highest value.
    public var maximum: Double
    /// Where the first bin of the histogram begins.
    public var firstBin: Double
    /// How wide each bin is.
    public var binWidth: Double
    /// How many values each bin has; a bin has its lower edge, and not its upper one.
    public var counts: [Int]

    /// At least one value; the bins are 1, 2 or 5 times a power of ten wide, and at most 21.
    init(_ values: [Double]) {
        precondition(!values.isEmpty, "there is something to count")
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        (minimum, median, maximum) = (low, RateDistribution.median(values), high)
        let width = Self.roundWidth(atLeast: (high - low) / 20)
        let first = (low / width).rounded(.down)
        let bins = values.map { Int((($0 / width).rounded(.down) - first)) }
        counts = [Int](repeating: 0, count: (bins.max() ?? 0) + 1)
        for bin in bins { counts[bin] += 1 }
        // A sum of tenths should read as one.
        (firstBin, binWidth) = ((first * width * 1e9).rounded() / 1e9, width)
    }

    private static func roundWidth(atLeast width: Double) -> Double {
        guard width > 1e-6 else { return 1 }
        let power = pow(10, log10(width).rounded(.down))
        return ([1, 2, 5].first { $0 * power >= width * (1 - 1e-9) } ?? 10) * power
    }
}

/// A clip at the worse end of a distribution.
public struct ClipExtreme: Codable, Sendable, Equatable {
    /// The measure.
    public var measure: ClipMeasure
    /// Whether the clip is at the upper end.
    public var isHighest: Bool
    /// The clip's measure.
    public var value: Double
    /// The text.
    public var text: String
    /// The line in the transcript, from 1.
    public var line: Int
    /// The clip's path in the dataset's folder; empty in a report that was uploaded, since the clip was not.
    public var clip: String
    /// The transcript or Parquet file.
    public var file = ""

    /// Where the clip comes from.
    var origin: Origin { Origin(file: file, line: line) }
}

/// What was changed to make clips of recordings.
public struct PreparationChanges: Codable, Sendable, Equatable {
    /// Seconds of silence cut from the ends of the recordings.
    public var cutSeconds: Double
    /// Clips that lost or gained silence.
    public var trimmed: Int
    /// Clips by the sample rate of their recordings in hertz, where it is not the dataset's.
    public var resampled: [String: Int]
}
