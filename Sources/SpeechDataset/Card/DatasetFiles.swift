/// A Parquet file of a dataset.
public struct DatasetFile: Sendable, Equatable {
    /// The config that it belongs to: a speaker in a prepared dataset.
    public var config: String
    /// The split that it belongs to.
    public var split: String
    /// The path within the dataset.
    public var path: String
    /// Bytes.
    public var size: Int64
}

/// The Parquet files of a dataset by config and split, as the card says or, without one, as their names do.
public struct DatasetFiles: Sendable, Equatable {
    /// What the messages call the dataset.
    public let dataset: String
    /// The files, config after config, split after split, by path.
    public let files: [DatasetFile]
    /// The names of the configs, in their order.
    public let configs: [String]
    private let defaultConfig: String?
    /// Where in `files` those of each config are.
    private let places: [String: [Int]]

    /// Sorts paths below a dataset's folder.
    ///
    /// Reference: datasets 5.2.0, `data_files.py`; folders are taken for configs where there is no card.
    ///
    /// - Complexity: O(n log n) in the number of paths, and each pattern costs as much as the paths that begin as it does.
    public init(dataset: String, card: DatasetCard?, paths: [(path: String, size: Int64)]) {
        self.dataset = dataset
        let candidates = paths.filter { file in
            let parts = file.path.split(separator: "/")
            return file.path.lowercased().hasSuffix(".parquet")
                && !parts.contains { $0.hasPrefix(".") || $0.hasPrefix("__") }
        }
        let declared = card?.configs ?? []
        defaultConfig =
            declared.first { $0.isDefault }?.name ?? declared.first { $0.name == "default" }?.name
        let files: [DatasetFile]
        if declared.isEmpty {
            files = Self.byName(candidates.sorted { $0.path.precedes($1.path) })
        } else {
            let paths = SortedPaths(candidates)
            files = declared.flatMap { config in Self.files(of: config, among: paths, alone: declared.count == 1) }
        }
        self.files = files
        configs = files.reduce(into: []) { if $0.last != $1.config { $0.append($1.config) } }
        places = Dictionary(grouping: files.indices) { files[$0].config }
    }

    /// The names of a config's splits, in their order.
    public func splits(of config: String) -> [String] {
        places[config, default: []].reduce(into: []) { splits, place in
            if !splits.contains(files[place].split) { splits.append(files[place].split) }
        }
    }

    /// The files of a config, or of a split of it.
    ///
    /// - Parameters:
    ///   - config: the only or the default one where it is `nil`.
    ///   - split: all where it is `nil`.
    /// - Throws: `SpeechDatasetError.noSuchConfig`, `.configNeeded` or `.noSuchSplit`, which list what there is.
    public func files(of config: String?, split: String? = nil) throws(SpeechDatasetError) -> [DatasetFile] {
        let name: String
        if let config {
            guard places[config] != nil else {
                throw SpeechDatasetError.noSuchConfig(config, dataset: dataset, available: configs)
            }
            name = config
        } else if let only = configs.count == 1 ? configs[0] : defaultConfig, places[only] != nil {
            name = only
        } else {
            throw SpeechDatasetError.configNeeded(dataset: dataset, available: configs)
        }
        let own = places[name, default: []].map { files[$0] }.filter { split == nil || $0.split == split }
        if own.isEmpty, let split {
            throw SpeechDatasetError.noSuchSplit(split, config: name, dataset: dataset, available: splits(of: name))
        }
        return own
    }

    /// The files that the patterns of a config name.
    private static func files(
        of config: DatasetCard.Config, among paths: SortedPaths, alone: Bool
    ) -> [DatasetFile] {
        let folder = config.folder.map { $0.hasSuffix("/") || $0.isEmpty ? $0 : $0 + "/" } ?? ""
        guard !config.splits.isEmpty else {
            // Without patterns: by the names of the files in its folder, or of all where there is no other config.
            let prefix = config.folder == nil && !alone ? "\(config.name)/" : folder
            let shard = shardName
            return paths.files[paths.beginning(with: prefix)].map {
                let name = split(of: Array($0.path.dropFirst(prefix.count).split(separator: "/")), shard)
                return DatasetFile(config: config.name, split: name, path: $0.path, size: $0.size)
            }.sorted { ($0.split == "train" ? 0 : 1, $0.split) < ($1.split == "train" ? 0 : 1, $1.split) }
        }
        return config.splits.flatMap { split in
            paths.matching(split.patterns.map { PathPattern(folder + $0) }).map {
                DatasetFile(config: config.name, split: split.name, path: $0.path, size: $0.size)
            }
        }
    }

    /// `{config}/{split}-*`, `{config}/{split}/*`, `data/{split}-*` and files without a folder.
    private static func byName(_ paths: [(path: String, size: Int64)]) -> [DatasetFile] {
        let shard = shardName
        let files = paths.map { file in
            let parts = file.path.split(separator: "/")
            let isDefault = parts.count == 1 || parts[0] == "data" || keyword(in: parts[0], isWhole: true) != nil
            return DatasetFile(
                config: isDefault ? "default" : String(parts[0]),
                split: split(of: isDefault && parts[0] != "data" ? parts : Array(parts.dropFirst()), shard),
                path: file.path, size: file.size)
        }
        let order = ["train": 0, "validation": 1, "test": 2]
        return files.enumerated().sorted { left, right in
            if left.element.config != right.element.config {
                return left.element.config.precedes(right.element.config)
            }
            let ranks = (order[left.element.split] ?? 3, order[right.element.split] ?? 3)
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            if left.element.split != right.element.split { return left.element.split.precedes(right.element.split) }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// What the file of a shard begins with; making it costs more than using it.
    private static var shardName: Regex<(Substring, Substring)> { /^(?:.*-)?(\w+(?:\.\w+)*)-\d{5}-of-\d{5}/ }

    /// The split that a path below its config's folder names.
    private static func split(of parts: [Substring], _ shard: Regex<(Substring, Substring)>) -> String {
        guard let file = parts.last else { return "train" }
        let stem = file.prefix { $0 != "." || file.hasPrefix(".") }
        if let match = file.firstMatch(of: shard) { return String(match.1) }
        if parts.count > 1 {
            // What the Hub converts: a folder per split, marked where it holds only the beginning.
            let folder = parts[parts.count - 2]
            let name = folder.hasPrefix(partial) ? folder.dropFirst(partial.count) : folder
            return keyword(in: name, isWhole: true) ?? String(name)
        }
        return keyword(in: stem, isWhole: false) ?? "train"
    }

    /// What the folder of a split begins with where the Hub converted only its beginning.
    package static let partial = "partial-"

    /// The split that one of the usual words means.
    private static func keyword(in text: Substring, isWhole: Bool) -> String? {
        let words =
            isWhole ? [text.lowercased()] : text.lowercased().split { "-._ 0123456789".contains($0) }.map(String.init)
        let keywords = [
            "train": ["train", "training"], "validation": ["validation", "valid", "dev", "val"],
            "test": ["test", "testing", "eval", "evaluation"],
        ]
        return ["train", "validation", "test"].first { name in
            words.contains { keywords[name, default: []].contains($0) }
        }
    }
}

/// Paths in the order of their bytes, among which those that begin alike are found without looking at all.
private struct SortedPaths {
    typealias File = (path: String, size: Int64)

    let files: [File]

    init(_ files: [File]) { self.files = files.sorted { $0.path.precedes($1.path) } }

    /// The places of the paths that begin so.
    ///
    /// - Complexity: O(log n), and O(m) for m such paths.
    func beginning(with prefix: String) -> Range<Int> {
        var (low, high) = (0, files.count)
        while low < high {
            let middle = (low + high) / 2
            if files[middle].path.precedes(prefix) { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < files.count, files[end].path.utf8.starts(with: prefix.utf8) { end += 1 }
        return low..<end
    }

    /// The files that any of the patterns names, each once and in order.
    func matching(_ patterns: [PathPattern]) -> [File] {
        let places = patterns.flatMap { pattern in
            beginning(with: pattern.prefix).filter { pattern.matches(files[$0].path) }
        }
        return (patterns.count == 1 ? places : Set(places).sorted()).map { files[$0] }
    }
}
