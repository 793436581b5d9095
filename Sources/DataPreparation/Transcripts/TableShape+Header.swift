import SpeechDataset

extension TableShape {
    /// The columns of a table whose first row names them.
    func columns(named names: [String]) throws(DataPreparationError) -> TableColumns {
        try checkGiven(in: names)
        let others = sample(rows.dropFirst())
        // Of several columns of paths, the first of those with the most recordings that are here.
        let audio =
            fields.positions(of: .audio, in: names).max { found(in: $0, of: others) < found(in: $1, of: others) }
            ?? recordingColumn(of: others)
        let texts = fields.positions(of: .text, in: names).filter { $0 != audio }
        guard let audio, let text = texts.first else {
            let missing = [audio == nil ? ColumnContent.audio : nil, texts.isEmpty ? .text : nil].compactMap { $0 }
            throw DataPreparationError.columnsUnknown(path: path, missing: missing, found: names)
        }
        let position = { (content: ColumnContent) in
            fields.positions(of: content, in: names).filter { $0 != audio && $0 != text }
        }
        let even = rows.dropFirst().filter { $0.count == names.count }
        try checkTexts(texts, names, even)
        try checkSpeakers(position(.speaker), names, even)
        var columns = TableColumns(title: "", audio: audio, text: text, names: names, width: names.count)
        columns.speaker = position(.speaker).first
        columns.language = position(.language).first
        columns.reference = position(.reference).first
        columns.instruct = position(.instruct).first
        columns.title = title(of: columns)
        if columns.speaker == nil, place.speaker == nil { try checkVoices(columns, even) }
        return columns
    }

    /// Several columns of texts must say the same on every row.
    private func checkTexts(_ columns: [Int], _ names: [String], _ rows: [[String]]) throws(DataPreparationError) {
        guard columns.count > 1 else { return }
        for row in rows {
            let texts = columns.map { row[$0] }
            guard let other = TextAgreement.disagreement(among: texts) else { continue }
            throw DataPreparationError.columnsDisagree(
                path: path, columns: [names[columns[0]], names[columns[other]]],
                values: [texts[0], texts[other]].map { $0.trimmingWhitespace() }, option: "--text-column")
        }
    }

    /// Several columns of speakers must tell the same people apart.
    private func checkSpeakers(_ columns: [Int], _ names: [String], _ rows: [[String]]) throws(DataPreparationError) {
        for other in columns.dropFirst() {
            var (forward, backward): ([String: String], [String: String]) = ([:], [:])
            for row in rows {
                let (first, second) = (row[columns[0]], row[other])
                let known = (forward[first] ?? second, backward[second] ?? first)
                guard known == (second, first) else {
                    throw DataPreparationError.columnsDisagree(
                        path: path, columns: [names[columns[0]], names[other]], values: [first, second],
                        option: "--speaker-column")
                }
                (forward[first], backward[second]) = (second, first)
            }
        }
    }

    /// A column that nobody named must not tell speakers apart, who would become one voice.
    private func checkVoices(_ columns: TableColumns, _ rows: [[String]]) throws(DataPreparationError) {
        let read = [columns.audio, columns.text, columns.language, columns.reference, columns.instruct]
        for column in columns.names.indices where !read.contains(column) {
            let values = rows.map { $0[column] }
            guard ColumnEvidence.namesSeveralPeople(values, name: columns.names[column]) else { continue }
            throw DataPreparationError.severalVoices(
                path: path, column: columns.names[column], values: Array(Set(values).sorted().prefix(2)))
        }
    }

    /// Whose table has such a header, and what is read of it.
    private func title(of columns: TableColumns) -> String {
        let keys = Set(columns.names.map(TranscriptFields.key))
        let maker = Self.makers.first { $0.columns.allSatisfy { keys.contains(TranscriptFields.key($0)) } }
        let read = [
            ("recordings", columns.audio), ("text", columns.text), ("speaker", columns.speaker),
            ("language", columns.language), ("reference", columns.reference), ("instruction", columns.instruct),
        ].compactMap { what, column in column.map { "\(what) in '\(columns.names[$0])'" } }
        return "\(maker?.name ?? "a table"): \(read.joined(separator: ", "))"
    }

    /// Whose headers are known by their names: to add one is to add a line.
    private static let makers: [(name: String, columns: [String])] = [
        ("Common Voice", ["client_id", "path", "sentence"]), ("DeepSpeech", ["wav_filename", "transcript"]),
        ("Coqui", ["audio_file", "text", "speaker_name"]), ("F5-TTS", ["audio_file", "text"]),
    ]
}
