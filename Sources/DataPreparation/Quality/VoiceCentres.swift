/// The centres of all speakers' voices, one after the other in memory.
struct VoiceCentres {
    /// Another speaker, and how near.
    struct Neighbour: Equatable {
        var speaker: String
        var cosine: Double
    }

    /// As many speakers near a clip's own are compared with every clip.
    static let neighbours = 16

    private(set) var names: [String] = []
    private var values: [Double] = []
    private var width = 0

    /// Adds the centre of a speaker's vectors, of which `sum` is the sum.
    mutating func add(_ sum: [Double], of speaker: String) {
        precondition(width == 0 || width == sum.count, "vectors of one model have one width")
        width = sum.count
        names.append(speaker)
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        values += length > 0 ? sum.map { $0 / length } : sum
    }

    /// The cosine of a centre with a vector of length 1.
    func cosine(_ centre: Int, _ vector: [Float]) -> Double {
        var sum = 0.0
        for index in 0..<width { sum += values[centre * width + index] * Double(vector[index]) }
        return sum
    }

    /// The other centres near one, the nearest first; of equally near ones the first by name.
    ///
    /// - Complexity: O(S · D) for S speakers and vectors of D numbers.
    func nearest(to centre: Int) -> [(centre: Int, cosine: Double)] {
        let cosines = names.indices.filter { $0 != centre }.map { other in
            var sum = 0.0
            for index in 0..<width { sum += values[centre * width + index] * values[other * width + index] }
            return (centre: other, cosine: sum)
        }
        return Array(
            cosines.sorted { ($1.cosine, names[$0.centre]) < ($0.cosine, names[$1.centre]) }.prefix(Self.neighbours))
    }

    /// Which of some centres is nearest to a vector.
    func nearest(of centres: some Sequence<Int>, to vector: [Float]) -> Neighbour? {
        centres.map { Neighbour(speaker: names[$0], cosine: cosine($0, vector)) }
            .min { ($1.cosine, $0.speaker) < ($0.cosine, $1.speaker) }
    }
}
