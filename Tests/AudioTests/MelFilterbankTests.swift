import Audio
import Testing

@Suite("Mel filters")
struct MelFilterbankTests {
    private static let bands = 128
    private static let windowSize = 1024
    private static let width = 24_000.0 / Double(windowSize)  // hertz between frequencies
    private let filters = MelFilterbank(
        sampleRate: 24_000, windowSize: windowSize, bands: bands, upTo: 12_000)

    private var rows: [ArraySlice<Float>] {
        let count = Self.windowSize / 2 + 1
        return (0..<Self.bands).map { filters.weights[$0 * count..<($0 + 1) * count] }
    }

    @Test("There is a row for each band, and none is negative or empty")
    func shape() {
        #expect(filters.weights.count == Self.bands * (Self.windowSize / 2 + 1))
        for row in rows { #expect(row.allSatisfy { $0 >= 0 } && row.contains { $0 > 0 }) }
    }

    @Test("Filters that are wide beside the step between frequencies have the area 1")
    func area() {
        for row in rows.suffix(40) {
            #expect(abs(Double(row.reduce(0, +)) * Self.width - 1) < 0.01)
        }
    }

    @Test("Slaney's scale: 128 bands to 12 kHz lie 26.4 Hz apart below 1 kHz, and ever wider above")
    func scale() throws {
        // 15 mel are 1 kHz; above, 27 mel are a factor of 6.4: 12 kHz lie at 15 + 27 ln 12 / ln 6.4 = 51.1432 mel, 129 steps.
        let step = 51.1432 / 129 * 200 / 3
        for band in [5, 10, 20, 30] {
            let row = rows[band]
            let weight = Double(row.reduce(0, +))
            let centre = zip(row, 0...).reduce(0.0) { $0 + Double($1.0) * Double($1.1) * Self.width } / weight
            #expect(abs(centre - Double(band + 1) * step) < Self.width / 2)
        }
        let supports = rows.map { row in row.count { $0 > 0 } }
        #expect(supports[60] < supports[90] && supports[90] < supports[127])
    }
}
