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

    /// The speakers, in the order of the configurations.
    public var speakers: [Speaker]

    /// What is worth knowing about the dataset, in sentences.
    public var notes: [String]

    /// The named speakers, in that order, or all without names; names count in any case.
    ///
    /// - Throws: `CorpusError.speakersNotInDataset`, which lists those that there are, or `.configurationIsNoSpeaker`.
    public func select(speakers names: [String]) throws(CorpusError) -> PreparedDataset {
        let names = names.map { $0.lowercased() }
        let known = Set(speakers.map(\.name))
        let missing = names.filter { !known.contains($0) }
        guard missing.isEmpty else {
            throw .speakersNotInDataset(missing, available: speakers.map(\.name))
        }
        var selected = self
        if !names.isEmpty {
            let byName = Dictionary(grouping: speakers, by: \.name)
            var seen: Set<String> = []
            selected.speakers = names.filter { seen.insert($0).inserted }.flatMap { byName[$0, default: []] }
        }
        if let unfit = selected.speakers.first(where: { SpeakerName.canonical($0.name) == nil }) {
            throw .configurationIsNoSpeaker(unfit.name, dataset: storage.name)
        }
        return selected
    }
}
