/// A histogram as an SVG drawing within an HTML page.
struct HistogramDrawing {
    var title: String
    var distribution: MeasureDistribution

    private static let (width, height, baseline) = (300.0, 120.0, 96.0)

    /// The drawing with its title, as a `figure`.
    var html: String {
        let counts = distribution.counts
        let highest = Double(max(1, counts.max() ?? 1))
        let step = Self.width / Double(counts.count)
        let places = distribution.binWidth >= 1 ? 0 : (distribution.binWidth >= 0.1 ? 1 : 2)
        let bars = counts.indices.map { index in
            let height = 88 * Double(counts[index]) / highest
            let lower = distribution.firstBin + Double(index) * distribution.binWidth
            let range = "\(decimal(lower, places: places)) to \(decimal(lower + distribution.binWidth, places: places))"
            return """
                <rect x="\(decimal(Double(index) * step + 0.5))" y="\(decimal(Self.baseline - height))" \
                width="\(decimal(max(0.5, step - 1)))" height="\(decimal(height))"><title>\(range): \(counts[index])</title></rect>
                """
        }
        let end = distribution.firstBin + Double(counts.count) * distribution.binWidth
        return """
            <figure>
            <figcaption>\(HTMLText.escape(title)) <small>median \(decimal(distribution.median, places: places + 1))</small></figcaption>
            <svg viewBox="0 0 \(decimal(Self.width, places: 0)) \(decimal(Self.height, places: 0))" role="img" \
            aria-label="\(HTMLText.escape(title))">
            \(bars.joined(separator: "\n"))
            <line x1="0" y1="\(decimal(Self.baseline))" x2="\(decimal(Self.width))" y2="\(decimal(Self.baseline))"/>
            <text x="0" y="112">\(decimal(distribution.firstBin, places: places))</text>
            <text x="\(decimal(Self.width))" y="112" text-anchor="end">\(decimal(end, places: places))</text>
            </svg>
            </figure>
            """
    }
}
