extension PreparedDataset {
    /// What the dataset says of a clip.
    public struct Clip: Sendable, Equatable {
        /// The SHA-256 that the clip is known by, in hexadecimal.
        public var id: String
        /// The speaker's name.
        public var speaker: String
        /// What is said.
        public var text: String
        /// The language's name, such as `English`, or `Auto`.
        public var language: String
        /// How it is said, where the dataset tells.
        public var instruct: String?
        /// The length in seconds, where the dataset tells.
        public var duration: Double?
        /// The codes, where the dataset has them.
        public var codes: Codes?
    }

    /// All usable clips of a part, speaker after speaker: for datasets that fit into memory.
    ///
    /// - Throws: `SpeechDatasetError` or `ParquetError` when a file is broken or lacks columns.
    public func clips(_ part: Part, form: CodesForm = CodesForm()) throws -> [Clip] {
        var clips: [Clip] = []
        for speaker in speakers {
            for path in speaker.files(part) {
                let reader = try ClipReader(storage.parquet(path), path: path, tokenizer: nil, form: form)
                try reader.read(0..<reader.rowCount) { _, row in
                    if case .success(let row) = row {
                        clips.append(
                            Clip(
                                id: row.id, speaker: speaker.name, text: row.text, language: row.language,
                                instruct: row.instruct, duration: row.duration, codes: row.codes))
                    }
                    return true
                }
            }
        }
        return clips
    }
}
