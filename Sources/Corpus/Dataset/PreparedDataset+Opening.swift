public import Foundation

extension PreparedDataset {
    /// Opens a dataset in a folder, which may be a snapshot of the Hub's.
    ///
    /// - Throws: `CorpusError` when the folder is missing or no dataset.
    public static func open(_ folder: URL) throws -> PreparedDataset {
        try open(LocalDataset(folder))
    }

    /// Opens a dataset wherever it lies.
    ///
    /// A configuration that cannot be trained on is no speaker; selecting it says why.
    ///
    /// - Throws: `CorpusError` when it is missing or no dataset.
    public static func open(_ storage: any DatasetStorage) throws -> PreparedDataset {
        let paths = try storage.files()
        let card =
            try paths.contains(DatasetCard.fileName)
            ? DatasetCard(storage.content(of: DatasetCard.fileName), source: "\(storage.name)/\(DatasetCard.fileName)")
            : nil
        let files = DatasetFiles(dataset: storage.name, card: card, paths: paths.map { ($0, 0) })
        guard !files.files.isEmpty else { throw CorpusError.notADataset(path: storage.name) }
        var dataset = PreparedDataset(storage: storage, speakers: [], notes: [])
        for config in files.configs {
            do throws(CorpusError) {
                try dataset.add(config, of: files, paths)
            } catch {
                dataset.unfit.append((config.lowercased(), error))
            }
        }
        return dataset
    }

    /// Adds a configuration as a speaker.
    private mutating func add(_ config: String, of files: DatasetFiles, _ paths: [String]) throws(CorpusError) {
        let splits = files.splits(of: config)
        let train = try files.files(of: config, split: "train")
        // Where nothing was kept for validation, a test serves.
        let validation = ["validation", "test"].first(where: splits.contains)
        let speaker = Speaker(
            name: config.lowercased(), train: try Self.complete(train, of: storage.name),
            validation: try Self.complete(
                validation.map { name throws(CorpusError) in try files.files(of: config, split: name) } ?? [],
                of: storage.name),
            references: Self.references(of: config.lowercased(), in: paths))
        speakers.append(speaker)
        if validation != "validation" {
            notes.append(
                "\(config) has no split 'validation': "
                    + (validation.map { "'\($0)' takes its place" } ?? "nothing is validated"))
        }
    }

    /// The paths of a split's files, of which none may be missing.
    private static func complete(_ files: [DatasetFile], of dataset: String) throws(CorpusError) -> [String] {
        for file in files {
            guard let match = file.path.firstMatch(of: /-[0-9]{5}-of-([0-9]{5})/), let count = Int(match.1) else {
                continue
            }
            let whole = files.count { $0.path.contains("-of-\(match.1)") }
            guard whole >= count else {
                throw .shardsMissing(
                    dataset: dataset, split: "\(file.config)/\(file.split)", found: whole, expected: count)
            }
        }
        return files.map(\.path)
    }

    /// `voices/{speaker}.wav`, `voices/{speaker}+2.wav` and so on.
    private static func references(of speaker: String, in files: [String]) -> [String] {
        let found = files.compactMap { path -> (number: Int, path: String)? in
            guard let match = path.wholeMatch(of: /voices\/([^\/]+?)(?:\+([0-9]+))?\.([A-Za-z0-9]+)/),
                match.1.lowercased() == speaker, RecordingPath.extensions.contains(match.3.lowercased())
            else { return nil }
            return (match.2.flatMap { Int($0) } ?? 1, path)
        }
        return found.sorted { ($0.number, $0.path) < ($1.number, $1.path) }.map(\.path)
    }
}
