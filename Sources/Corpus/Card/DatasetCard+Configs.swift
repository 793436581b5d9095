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
        guard let splits = information.first(where: { $0.name == config })?.value["splits"]?.items else { return nil }
        let pairs = splits.compactMap { split -> (String, Int)? in
            guard let name = split["name"]?.text, let count = split["num_examples"]?.text.flatMap({ Int($0) }) else {
                return nil
            }
            return (name, count)
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// The names of all columns that `dataset_info` declares, in their order.
    var columns: [String] {
        information.flatMap { $0.value["features"]?.items ?? [] }.compactMap { $0["name"]?.text }.reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    /// Sets one config and leaves all others as they are.
    ///
    /// Reference: datasets 5.2.0, `_get_updated_dataset_card`, `DatasetInfosDict.to_dataset_card_data` and
    /// `MetadataConfigs.to_dataset_card_data`.
    public mutating func set(_ config: DatasetConfig) {
        setInformation(config.information, of: config.name)
        setFiles(config.dataFiles, of: config.name)
    }

    /// Takes one config over from another card.
    mutating func take(_ name: String, from other: DatasetCard) {
        if let value = other.information.first(where: { $0.name == name })?.value.entries {
            setInformation(value.filter { $0.key.text != "config_name" }, of: name)
        }
        if let item = other.entry(of: name), let files = item["data_files"] { setFiles(files, of: name) }
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
    mutating func declareDefault(splits: [String]) {
        guard configs.isEmpty, !splits.isEmpty else { return }
        setFiles(
            .sequence(
                splits.map {
                    .mapping([YAMLEntry("split", .text($0)), YAMLEntry("path", .text("data/\($0)-*"))])
                }), of: "default")
    }

    private var information: [(name: String, value: YAMLValue)] {
        switch self["dataset_info"] {
        case .mapping(let entries): [(YAMLValue.mapping(entries)["config_name"]?.text ?? "default", .mapping(entries))]
        case .sequence(let items): items.map { ($0["config_name"]?.text ?? "default", $0) }
        default: []
        }
    }

    private func entry(of name: String) -> YAMLValue? {
        self["configs"]?.items?.first { $0["config_name"]?.text == name }
    }

    private mutating func setInformation(_ entries: [YAMLEntry], of name: String) {
        var all = information.map { ($0.name, ($0.value.entries ?? []).filter { $0.key.text != "config_name" }) }
        all.removeAll { $0.0 == name }
        all.append((name, entries))
        let named = all.sorted { $0.0.precedes($1.0) }.map { name, entries in
            YAMLValue.mapping([YAMLEntry("config_name", .text(name))] + entries)
        }
        if named.count > 1 {
            self["dataset_info"] = .sequence(named)
        } else {
            self["dataset_info"] = name == "default" ? .mapping(entries) : named[0]
        }
    }

    private mutating func setFiles(_ files: YAMLValue, of name: String) {
        var all = (self["configs"]?.items ?? []).map { ($0["config_name"]?.text ?? "default", $0.entries ?? []) }
        // A config that is set anew stays the default one; what else it said was about other files.
        let kept = (all.first { $0.0 == name }?.1 ?? []).filter { $0.key.text == "default" }
        let own = [YAMLEntry("data_files", files)] + kept
        all.removeAll { $0.0 == name }
        all.append((name, own))
        self["configs"] = .sequence(
            all.sorted { $0.0.precedes($1.0) }.map { name, entries in
                .mapping(
                    [YAMLEntry("config_name", .text(name))] + entries.filter { $0.key.text != "config_name" })
            })
    }

    /// - Throws: `CorpusError.brokenCard` where a key that is read has another form than `datasets` takes.
    func check() throws(CorpusError) {
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

    private func broken(_ key: String, _ expected: String) -> CorpusError {
        .brokenCard(path: source, line: line(of: key), reason: "'\(key)' is not \(expected)")
    }
}

extension String {
    /// The order of Python's strings: by code points.
    func precedes(_ other: String) -> Bool {
        unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
    }
}
