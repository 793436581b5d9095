extension DatasetCard {
    /// A config as the card declares it.
    public struct Config: Sendable, Equatable {
        /// The name.
        public var name: String
        /// Whether it is the one that is meant where none is named.
        public var isDefault: Bool
        /// The folder that the patterns are below.
        public var folder: String?
        /// The patterns of each split's files, in their order; empty where the card leaves them to the files' names.
        public var splits: [(name: String, patterns: [String])]

        /// Whether two declare the same.
        public static func == (left: Config, right: Config) -> Bool {
            left.name == right.name && left.isDefault == right.isDefault && left.folder == right.folder
                && left.splits.elementsEqual(right.splits) { $0.name == $1.name && $0.patterns == $1.patterns }
        }
    }

    /// The configs that `configs` declares, in their order.
    public var configs: [Config] {
        (self["configs"]?.items ?? []).compactMap { item in
            guard let name = item["config_name"]?.text else { return nil }
            return Config(
                name: name, isDefault: item["default"]?.text?.lowercased() == "true", folder: item["data_dir"]?.text,
                splits: Self.splits(item["data_files"]))
        }
    }

    /// The forms that `data_files` may have: a path, paths, splits with paths.
    private static func splits(_ value: YAMLValue?) -> [(name: String, patterns: [String])] {
        func patterns(_ value: YAMLValue?) -> [String] {
            value?.items?.compactMap(\.text) ?? value?.text.map { [$0] } ?? []
        }
        switch value {
        case nil: return []
        case .mapping(let entries): return entries.map { ($0.key.text, patterns($0.value)) }
        case .sequence(let items) where items.contains { $0.entries != nil }:
            return items.compactMap { item in item["split"]?.text.map { ($0, patterns(item["path"])) } }
        default: return [("train", patterns(value))]
        }
    }

    /// How many rows the card says that each split of a config has; `nil` where it says nothing.
    public func examples(of config: String) -> [String: Int]? {
        information.first { $0.name == config }.flatMap { Self.examples($0.value) }
    }

    /// How many rows the card says that each split has, by config.
    package func examples() -> [String: [String: Int]] {
        let pairs = information.compactMap { name, value in Self.examples(value).map { (name, $0) } }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private static func examples(_ information: YAMLValue) -> [String: Int]? {
        guard let splits = information["splits"]?.items else { return nil }
        let counts = splits.compactMap { split -> (String, Int)? in
            guard let name = split["name"]?.text, let count = split["num_examples"]?.text.flatMap({ Int($0) }) else {
                return nil
            }
            return (name, count)
        }
        return Dictionary(counts, uniquingKeysWith: { $1 })
    }

    /// The names of all columns that `dataset_info` declares, in their order.
    var columns: [String] {
        information.flatMap { $0.value["features"]?.items ?? [] }.compactMap { $0["name"]?.text }.reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    /// Sets one config and leaves all others as they are.
    public mutating func set(_ config: DatasetConfig) { set([config]) }

    /// Sets configs, of which each has another name, and leaves all others as they are.
    ///
    /// Reference: datasets 5.2.0, `_get_updated_dataset_card`, `DatasetInfosDict.to_dataset_card_data` and
    /// `MetadataConfigs.to_dataset_card_data`.
    ///
    /// - Complexity: O(n log n) in the number of configs that there are then.
    public mutating func set(_ configs: [DatasetConfig]) {
        setInformation(configs.map { ($0.name, $0.information) })
        setFiles(configs.map { ($0.name, $0.dataFiles) })
    }

    /// Takes configs over from another card.
    mutating func take(_ names: [String], from other: DatasetCard) {
        let wanted = Set(names)
        setInformation(
            other.information.filter { wanted.contains($0.name) }.map { name, value in
                (name, (value.entries ?? []).filter { $0.key.text != "config_name" })
            })
        setFiles(
            (other["configs"]?.items ?? []).compactMap { item in
                guard let name = item["config_name"]?.text, wanted.contains(name), let files = item["data_files"] else {
                    return nil
                }
                return (name, files)
            })
    }

    /// Removes one config and leaves all others as they are.
    mutating func remove(_ name: String) {
        let informed = information.filter { $0.name != name }.map(\.value)
        if informed.count < information.count {
            self["dataset_info"] = informed.isEmpty ? nil : informed.count == 1 ? informed[0] : .sequence(informed)
        }
        if let items = self["configs"]?.items {
            let kept = items.filter { ($0["config_name"]?.text ?? "default") != name }
            self["configs"] = kept.isEmpty ? nil : .sequence(kept)
        }
    }

    /// Declares the config that `data/` was before there were others.
    package mutating func declareDefault(splits: [String]) {
        guard configs.isEmpty, !splits.isEmpty else { return }
        let files = splits.map { split in
            YAMLValue.mapping([YAMLEntry("split", .text(split)), YAMLEntry("path", .text("data/\(split)-*"))])
        }
        setFiles([("default", .sequence(files))])
    }

    private var information: [(name: String, value: YAMLValue)] {
        switch self["dataset_info"] {
        case .mapping(let entries): [(YAMLValue.mapping(entries)["config_name"]?.text ?? "default", .mapping(entries))]
        case .sequence(let items): items.map { ($0["config_name"]?.text ?? "default", $0) }
        default: []
        }
    }

    private mutating func setInformation(_ configs: [(name: String, entries: [YAMLEntry])]) {
        guard !configs.isEmpty else { return }
        let new = Set(configs.map(\.name))
        let kept = information.filter { !new.contains($0.name) }.map { name, value in
            (name: name, entries: (value.entries ?? []).filter { $0.key.text != "config_name" })
        }
        let all = (kept + configs).sorted { $0.name.precedes($1.name) }
        if all.count == 1, all[0].name == "default" {
            self["dataset_info"] = .mapping(all[0].entries)
            return
        }
        let named = all.map { YAMLValue.mapping([YAMLEntry("config_name", .text($0.name))] + $0.entries) }
        self["dataset_info"] = named.count > 1 ? .sequence(named) : named[0]
    }

    private mutating func setFiles(_ configs: [(name: String, files: YAMLValue)]) {
        guard !configs.isEmpty else { return }
        let old = (self["configs"]?.items ?? []).map {
            (name: $0["config_name"]?.text ?? "default", entries: $0.entries ?? [])
        }
        // A config that is set anew stays the default one; what else it said was about other files.
        let defaults = Dictionary(
            old.map { ($0.name, $0.entries.filter { $0.key.text == "default" }) },
            uniquingKeysWith: { first, _ in first })
        let new = Set(configs.map(\.name))
        let set = configs.map { config in
            (name: config.name, entries: [YAMLEntry("data_files", config.files)] + defaults[config.name, default: []])
        }
        let all = (old.filter { !new.contains($0.name) } + set).sorted { $0.name.precedes($1.name) }
        self["configs"] = .sequence(
            all.map { name, entries in
                .mapping([YAMLEntry("config_name", .text(name))] + entries.filter { $0.key.text != "config_name" })
            })
    }

    /// - Throws: `SpeechDatasetError.brokenCard` where a key that is read has another form than `datasets` takes.
    func check() throws(SpeechDatasetError) {
        switch self["dataset_info"] {
        case nil, .mapping: break
        case .sequence(let items):
            guard items.allSatisfy({ $0.entries != nil }) else { throw broken("dataset_info", "a list of mappings") }
        case .scalar(let scalar):
            guard scalar.isPlain, ["", "~", "null"].contains(scalar.text) else {
                throw broken("dataset_info", "a mapping or a list")
            }
        }
        switch self["configs"] {
        case nil: break
        case .sequence(let items):
            guard items.allSatisfy({ $0["config_name"]?.text != nil }) else {
                throw broken("configs", "a list in which each has a config_name")
            }
        case .scalar(let scalar) where scalar.isPlain && ["", "~", "null"].contains(scalar.text): break
        default: throw broken("configs", "a list in which each has a config_name")
        }
    }

    private func broken(_ key: String, _ expected: String) -> SpeechDatasetError {
        .brokenCard(path: source, line: line(of: key), reason: "'\(key)' is not \(expected)")
    }
}

extension String {
    /// The order of Python's strings: by code points.
    func precedes(_ other: String) -> Bool {
        unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
    }
}
