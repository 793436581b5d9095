import SpeechDataset

/// How alike a speaker's clips sound: cosines of their vectors with the speaker's centre.
public struct VoiceSummary: Codable, Sendable, Equatable {
    /// The cosine in the middle.
    public var median: Double
    /// The lowest cosine.
    public var minimum: Double
    /// The cosine below which a clip is named.
    public var limit: Double
    /// The other speaker whose centre is nearest, when there are several.
    public var nearestSpeaker: String?
    /// The cosine of both centres.
    public var nearestCosine: Double?
    /// How many clips lie nearer to the centre of another speaker, by that speaker's name.
    public var nearerToOthers: [String: Int]

    /// One line for people.
    var sentence: String {
        let number = { (value: Double) in decimal(value, places: 3) }
        var text = "likeness of the clips \(number(median)) in the middle, \(number(minimum)) at least"
        if let nearestSpeaker, let nearestCosine {
            text += "; nearest other speaker \(nearestSpeaker) (\(number(nearestCosine)))"
        }
        for (name, count) in nearerToOthers.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            text += "; \(count) clip\(count == 1 ? "" : "s") nearer to \(name)"
        }
        return text
    }
}
