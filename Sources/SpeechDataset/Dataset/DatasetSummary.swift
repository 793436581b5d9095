import Foundation
import Parquet

/// What there is in a dataset: its speakers, how much they say, and in which languages.
public struct DatasetSummary: Sendable, Equatable {
    /// A speaker: a config of the dataset.
    public struct Speaker: Sendable, Equatable, Encodable {
        /// A part of a speaker's clips.
        public struct Split: Sendable, Equatable, Encodable {
            /// Its name, such as `train`.
            public var name: String
            /// The number of clips.
            public var clips: Int
        }

        /// The config's name.
        public var name: String
        /// The names of the languages, those of most clips first; none where nothing says so.
        public var languages: [String]
        /// The length of all clips; nil where nothing says so.
        public var hours: Double?
        /// The splits, in their order.
        public var splits: [Split]

        /// The clips of all splits.
        public var clips: Int { splits.reduce(0) { $0 + $1.clips } }
    }

    /// The speakers, in the order of the configs.
    public var speakers: [Speaker]

    /// Counts the clips of a dataset.
    ///
    /// Takes a request or two per file where the card does not say how many rows there are, and time linear in the number of clips where
    /// columns are read.
    ///
    /// - Parameter readsColumns: whether languages and lengths are read, which are few bytes of each clip; otherwise they are what the card
    ///   says, rounded.
    /// - Throws: `SpeechDatasetError.datasetMissing`, `.notADataset` or `.brokenCard`; `ParquetError` where a file is damaged; `HubError`.
    public init(of storage: any DatasetStorage, readsColumns: Bool) throws {
        let paths = try storage.files()
        let card =
            try paths.contains(DatasetCard.fileName)
            ? DatasetCard(storage.content(of: DatasetCard.fileName), source: "\(storage.name)/\(DatasetCard.fileName)")
            : nil
        let files = DatasetFiles(dataset: storage.name, card: card, paths: paths.map { ($0, 0) })
        guard !files.files.isEmpty else { throw SpeechDatasetError.notADataset(path: storage.name) }
        speakers = try files.configs.map { config in
            let told = card?.description(of: config)
            var speaker = Speaker(
                name: config, languages: told.map { [$0.language] } ?? [], hours: told.map { $0.seconds / 3600 },
                splits: [])
            var lengths = Lengths()
            for split in files.splits(of: config) {
                let shards = try files.files(of: config, split: split)
                let rows =
                    try readsColumns
                    ? shards.reduce(0) { $0 + (try lengths.add(storage.parquet($1.path))) }
                    : card?.examples(of: config)?[split]
                        ?? shards.reduce(0) { $0 + (try storage.parquet($1.path).rowCount) }
                speaker.splits.append(.init(name: split, clips: rows))
            }
            if readsColumns {
                if !lengths.languages.isEmpty { speaker.languages = lengths.mostCommon }
                speaker.hours = lengths.isKnown ? lengths.seconds / 3600 : speaker.hours
            }
            return speaker
        }
    }
}

/// The languages and lengths of the clips of some files.
private struct Lengths {
    var languages: [String: Int] = [:]
    var seconds = 0.0
    var isKnown = true

    /// The languages, those of most clips first.
    var mostCommon: [String] {
        languages.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    /// Reads the two columns of a file; returns the number of its rows.
    mutating func add(_ file: ParquetFile) throws -> Int {
        let columns = try ShardColumns(of: file, tokenizer: nil)
        if columns.duration == nil { isKnown = false }
        let names = [columns.language, columns.duration].compactMap(\.self)
        guard !names.isEmpty, file.rowCount > 0 else { return file.rowCount }
        let rows = try file.rows(names, in: 0..<file.rowCount, batchSize: 4096)
        while let batch = try rows.next() {
            if let name = columns.language, case .text(let values)? = batch[name] {
                for value in values { languages[LanguageName.canonical(value ?? ""), default: 0] += 1 }
            }
            switch columns.duration.flatMap({ batch[$0] }) {
            case .real(let values): seconds += values.reduce(0) { $0 + ($1 ?? 0) }
            case .integer(let values): seconds += values.reduce(0) { $0 + Double($1 ?? 0) }
            default: break
            }
        }
        return file.rowCount
    }
}
