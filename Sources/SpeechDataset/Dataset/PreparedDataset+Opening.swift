public import Foundation

extension PreparedDataset {
    /// Opens a dataset in a folder, which may be a snapshot of the Hub's.
    ///
    /// - Throws: `SpeechDatasetError` when the folder is missing or no dataset.
    public static func open(_ folder: URL) throws -> PreparedDataset {
        try open(LocalDataset(folder))
    }

    /// Opens a dataset wherever it lies.
    ///
    /// A configuration that cannot be trained on is no speaker; selecting it says why.
    ///
    /// - Throws: `SpeechDatasetError` when it is missing or no dataset.
    public static func open(_ storage: any DatasetStorage) throws -> PreparedDataset {
        let paths = try storage.files()
        let card =
            try paths.contains(DatasetCard.fileName)
            ? DatasetCard(storage.content(of: DatasetCard.fileName), source: "\(storage.name)/\(DatasetCard.fileName)")
            : nil
        let files = DatasetFiles(dataset: storage.name, card: card, paths: paths.map { ($0, 0) })
        guard !files.files.isEmpty else { throw SpeechDatasetError.notADataset(path: storage.name) }
        let references = Self.references(in: paths)
        var dataset = PreparedDataset(storage: storage, speakers: [], notes: [])
        for config in files.configs {
            do throws(SpeechDatasetError) {
                try dataset.add(config, of: files, references: references)
            } catch {
                dataset.unfit.append((config.lowercased(), error))
            }
        }
        return dataset
    }

    /// Adds a configuration as a speaker.
    private mutating func add(
        _ config: String, of files: DatasetFiles, references: [String: [String]]
    ) throws(SpeechDatasetError) {
        let splits = files.splits(of: config)
        let train = try files.files(of: config, split: "train")
        // Where nothing was kept for validation, a test serves.
        let validation = ["validation", "test"].first(where: splits.contains)
        let speaker = Speaker(
            name: config.lowercased(), train: try Self.complete(train, of: storage.name),
            validation: try Self.complete(
                validation.map { name throws(SpeechDatasetError) in try files.files(of: config, split: name) } ?? [],
                of: storage.name),
            references: references[config.lowercased(), default: []])
        speakers.append(speaker)
        if validation != "validation" {
            notes.append(
                "\(config) has no split 'validation': "
                    + (validation.map { "'\($0)' takes its place" } ?? "nothing is validated"))
        }
    }

    /// The paths of a split's files, of which none may be missing.
    private static func complete(_ files: [DatasetFile], of dataset: String) throws(SpeechDatasetError) -> [String] {
        var found: [Int: Int] = [:]
        for file in files {
            if let expected = shardCount(of: file.path) { found[expected, default: 0] += 1 }
        }
        if let file = files.first,
            let (expected, found) = found.sorted(by: { $0.key < $1.key }).first(where: { $0.value < $0.key })
        {
            throw SpeechDatasetError.shardsMissing(
                dataset: dataset, split: "\(file.config)/\(file.split)", found: found, expected: expected)
        }
        return files.map(\.path)
    }

    /// How many shards the name of one says that there are: the second number of `-00000-of-00001`.
    private static func shardCount(of path: String) -> Int? {
        let name = Array(path.utf8)
        return name.indices.dropLast(14).lazy.compactMap { start -> Int? in
            let mark = name[start..<start + 15]
            guard mark.first == UInt8(ascii: "-"), mark[(start + 6)..<(start + 10)].elementsEqual("-of-".utf8),
                mark[(start + 1)..<(start + 6)].allSatisfy(isDigit), mark[(start + 10)...].allSatisfy(isDigit)
            else { return nil }
            return Int(String(decoding: mark[(start + 10)...], as: UTF8.self))
        }.first
    }

    /// `voices/{speaker}.wav`, `voices/{speaker}+2.wav` and so on, by speaker and in this order.
    private static func references(in paths: [String]) -> [String: [String]] {
        var found: [String: [(number: Int, path: String)]] = [:]
        for path in paths where path.utf8.starts(with: "voices/".utf8) {
            let parts = path.dropFirst("voices/".count).split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count > 1, let kind = parts.last, RecordingName.extensions.contains(kind.lowercased()) else {
                continue
            }
            var speaker = parts.dropLast().joined(separator: ".")
            var number = 1
            if let plus = speaker.lastIndex(of: "+"), case let digits = speaker[speaker.index(after: plus)...],
                digits.utf8.allSatisfy(isDigit), let told = Int(digits)
            {
                (speaker, number) = (String(speaker[..<plus]), told)
            }
            guard !speaker.isEmpty, !speaker.contains("/") else { continue }
            found[speaker.lowercased(), default: []].append((number, path))
        }
        return found.mapValues { $0.sorted { ($0.number, $0.path) < ($1.number, $1.path) }.map(\.path) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
