/// A histogram, to be drawn.
public struct Histogram: Sendable {
    /// What is counted.
    public var title: String
    /// How many values each bin has.
    public var counts: [Int]
    /// Where the first bin begins.
    public var firstBin: Double
    /// How wide each bin is.
    public var binWidth: Double
    /// The value in the middle.
    public var median: Double

    /// Makes a histogram.
    public init(title: String, counts: [Int], firstBin: Double, binWidth: Double, median: Double) {
        self.title = title
        self.counts = counts
        self.firstBin = firstBin
        self.binWidth = binWidth
        self.median = median
    }

    private static let (width, height, baseline, highestBar) = (300.0, 120.0, 96.0, 88.0)

    /// The drawing with its title: a `figure` with SVG in it.
    public var html: HTML {
        let highest = Double(max(1, counts.max() ?? 1))
        let step = Self.width / Double(counts.count)
        let places = binWidth >= 1 ? 0 : (binWidth >= 0.1 ? 1 : 2)
        let bars = counts.enumerated().map { index, count -> HTML in
            let height = Self.highestBar * Double(count) / highest
            let lower = firstBin + Double(index) * binWidth
            return """
                <rect x="\(Double(index) * step + 0.5, places: 1)" y="\(Self.baseline - height, places: 1)" \
                width="\(max(0.5, step - 1), places: 1)" height="\(height, places: 1)">\
                <title>\(lower, places: places) to \(lower + binWidth, places: places): \(count)</title></rect>
                """
        }
        return """
            <figure>
            <figcaption>\(title) <small>median \(median, places: places + 1)</small></figcaption>
            <svg viewBox="0 0 \(Self.width, places: 0) \(Self.height, places: 0)" role="img" aria-label="\(title)">
            \(bars)
            <line x1="0" y1="\(Self.baseline, places: 1)" x2="\(Self.width, places: 1)" y2="\(Self.baseline, places: 1)"/>
            <text x="0" y="112">\(firstBin, places: places)</text>
            <text x="\(Self.width, places: 1)" y="112" text-anchor="end">\
            \(firstBin + Double(counts.count) * binWidth, places: places)</text>
            </svg>
            </figure>
            """
    }
}
