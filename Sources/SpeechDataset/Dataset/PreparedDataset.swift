/// A dataset in the layout that `qwen3-tts prepare` and Python's `datasets` write: a configuration per speaker, of Parquet files.
///
/// Opening it reads names alone; clips are read by `ClipReader`.
public struct PreparedDataset: Sendable {
    /// Samples per second of every prepared clip, in hertz.
    public static let sampleRate = 24000

    /// Samples per frame of the speech tokenizer, which makes 12.5 frames per second.
    public static let samplesPerFrame = 1920

    /// What clips are for.
    public enum Part: String, Sendable, CaseIterable {
        case train, validation
    }

    /// A speaker's files.
    public struct Speaker: Sendable, Equatable {
        /// The configuration's name, in lower case.
        public var name: String
        /// The Parquet files of clips to train on, in order.
        public var train: [String]
        /// The Parquet files of clips to validate with, in order.
        public var validation: [String]
        /// Recordings that show the voice; perhaps none.
        public var references: [String]

        /// The files of a part.
        public func files(_ part: Part) -> [String] { part == .train ? train : validation }
    }

    /// Where the files lie.
    public let storage: any DatasetStorage

    /// The speakers that can be trained on, in the order of the configurations.
    public var speakers: [Speaker]

    /// The other configurations, by their names in lower case: files are missing, or they have nothing to train on.
    var unfit: [(name: String, reason: SpeechDatasetError)] = []

    /// What is worth knowing about the dataset, in sentences.
    public var notes: [String]

    /// The named speakers, in that order, or all without names; names count in any case.
    ///
    /// A configuration that only evaluates is passed over, with a note, unless it is named; one that lacks files is not.
    ///
    /// - Throws: `SpeechDatasetError.speakersNotInDataset`, which lists those that there are, or `.configurationIsNoSpeaker`; `.noSuchSplit` or
    ///   `.shardsMissing` for one that cannot be trained on.
    public func select(speakers names: [String]) throws(SpeechDatasetError) -> PreparedDataset {
        let names = names.map { $0.lowercased() }
        let known = Set(speakers.map(\.name))
        if let reason = refusal(names) { throw reason }
        let missing = names.filter { !known.contains($0) }
        guard missing.isEmpty else {
            throw SpeechDatasetError.speakersNotInDataset(missing, available: speakers.map(\.name))
        }
        var selected = self
        if names.isEmpty {
            selected.notes += unfit.map { "\($0.name) has no split 'train': it is not trained on" }
        }
        if !names.isEmpty {
            let byName = Dictionary(grouping: speakers, by: \.name)
            var seen: Set<String> = []
            selected.speakers = names.filter { seen.insert($0).inserted }.flatMap { byName[$0, default: []] }
        }
        if let unfit = selected.speakers.first(where: { SpeakerName.canonical($0.name) == nil }) {
            throw SpeechDatasetError.configurationIsNoSpeaker(unfit.name, dataset: storage.name)
        }
        return selected
    }

    /// Why the named speakers, or all without names, cannot be trained on; nil when they can.
    private func refusal(_ names: [String]) -> SpeechDatasetError? {
        if !names.isEmpty { return unfit.first { names.contains($0.name) }?.reason }
        let broken = unfit.first { if case .shardsMissing = $0.reason { true } else { false } }
        return (broken ?? (speakers.isEmpty ? unfit.first : nil))?.reason
    }
}
