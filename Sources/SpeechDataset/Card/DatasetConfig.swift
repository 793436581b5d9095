/// What a card tells of one config: its columns, and how much there is in each split.
public struct DatasetConfig: Sendable, Equatable {
    /// A part of a config.
    public struct Split: Sendable, Equatable {
        /// Its name, such as `train`.
        public var name: String
        /// The number of rows; `load_dataset` refuses a dataset that has another.
        public var examples: Int
        /// The bytes of the rows in memory, as Arrow counts them.
        public var bytes: Int64

        /// A part with so many rows.
        public init(_ name: String, examples: Int, bytes: Int64) {
            self.name = name
            self.examples = examples
            self.bytes = bytes
        }
    }

    /// The name: a speaker's in a prepared dataset.
    public var name: String
    /// The columns, in their order.
    public var columns: [DatasetColumn]
    /// The splits, in their order.
    public var splits: [Split]
    /// The bytes of all its Parquet files.
    public var downloadSize: Int64

    /// A config of this name.
    public init(name: String, columns: [DatasetColumn], splits: [Split], downloadSize: Int64) {
        self.name = name
        self.columns = columns
        self.splits = splits
        self.downloadSize = downloadSize
    }
}

extension DatasetConfig {
    /// Reference: datasets 5.2.0, `DatasetInfo._to_yaml_dict`.
    var information: [YAMLEntry] {
        [
            YAMLEntry("features", .sequence(columns.map { .mapping($0.entries) })),
            YAMLEntry(
                "splits",
                .sequence(
                    splits.map {
                        .mapping([
                            YAMLEntry("name", .text($0.name)), YAMLEntry("num_bytes", .integer($0.bytes)),
                            YAMLEntry("num_examples", .integer(Int64($0.examples))),
                        ])
                    })),
            YAMLEntry("download_size", .integer(downloadSize)),
            YAMLEntry("dataset_size", .integer(splits.reduce(0) { $0 + $1.bytes })),
        ]
    }

    /// Where the files of each split are.
    var dataFiles: YAMLValue {
        .sequence(
            splits.map {
                .mapping([
                    YAMLEntry("split", .text($0.name)), YAMLEntry("path", .text("\(name)/\($0.name)-*")),
                ])
            })
    }
}

extension DatasetColumn {
    /// Reference: datasets 5.2.0, `Features._to_yaml_list`.
    fileprivate var entries: [YAMLEntry] {
        let kind: YAMLEntry =
            switch feature {
            case .audio(let rate):
                YAMLEntry(
                    "dtype",
                    .mapping([YAMLEntry("audio", .mapping([YAMLEntry("sampling_rate", .integer(Int64(rate)))]))]))
            case .text: YAMLEntry("dtype", .text("string"))
            case .float32: YAMLEntry("dtype", .text("float32"))
            case .codes: YAMLEntry("list", .mapping([YAMLEntry("list", .text("int16"))]))
            }
        return [YAMLEntry("name", .text(name)), kind]
    }
}
