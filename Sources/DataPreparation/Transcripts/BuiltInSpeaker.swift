import Hub

/// A speaker whose recordings are known to be on the Hub.
public enum BuiltInSpeaker: String, Sendable, CaseIterable {
    /// A Hausa speaker.
    case hausa
    /// A speaker of Nigerian English.
    case english

    /// The speaker's name in datasets and checkpoints.
    public var name: String { "\(rawValue)_speaker" }

    /// Reads `hausa`, `english`, a speaker's whole name, or `both`, in any case.
    ///
    /// - Throws: `DataPreparationError.unknownBuiltInSpeaker`, which lists those that there are.
    public static func parse(_ text: String) throws(DataPreparationError) -> [BuiltInSpeaker] {
        let word = text.lowercased()
        if word == "both" { return allCases }
        guard let speaker = allCases.first(where: { word == $0.rawValue || word == $0.name }) else {
            throw DataPreparationError.unknownBuiltInSpeaker(text, available: allCases.map(\.rawValue) + ["both"])
        }
        return [speaker]
    }

    /// Where the recordings are.
    public var source: SourceSpecification {
        let (text, language) =
            switch self {
            case .hausa: ("vaghawan/hausa-tts-22k", "Hausa")
            case .english: ("benjaminogbonna/nigerian_common_voice_dataset:english:train+test", "English")
            }
        guard let dataset = HubDatasetSource.Name(text) else { preconditionFailure("'\(text)' names a dataset") }
        return SourceSpecification(name: name, location: .dataset(dataset), language: language)
    }
}
