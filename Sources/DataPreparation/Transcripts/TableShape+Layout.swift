import SpeechDataset

extension TableShape {
    /// The columns of a table without header: as a user says, or as what stands in them shows beyond doubt.
    func columnsWithoutNames() throws(DataPreparationError) -> TableColumns {
        let width = TableDialect.commonWidth(of: rows)
        let even = rows.filter { $0.count == width }
        let numbers = (0..<width).map { "\($0 + 1)" }
        try checkGiven(in: numbers)
        let given = { (content: ColumnContent) in
            fields.given.contains(content) ? fields.positions(of: content, in: numbers).first : nil
        }
        let unclear = DataPreparationError.columnsUnclear(path: path, values: even[0].map { $0.trimmingWhitespace() })
        // In all forms with bars the recording stands first, also when none of them is here.
        let likely = dialect == .bars || fields.given.contains(.text) ? 0 : nil
        guard width > 1, let audio = given(.audio) ?? recordingColumn(of: sample(even[...])) ?? likely else {
            throw unclear
        }
        var kinds = ColumnEvidence(rows: even, recording: audio).kinds
        for (content, kind) in [(ColumnContent.text, ColumnKind.prose), (.speaker, .speaker), (.language, .language)] {
            if let column = given(content) { kinds[column] = kind }
        }
        var columns = TableColumns(title: "", audio: audio, text: 0, names: [], width: width)
        columns.speaker = given(.speaker) ?? kinds.firstIndex(of: .speaker)
        columns.language = given(.language) ?? kinds.firstIndex(of: .language)
        if let text = given(.text) {
            // What is not clear might be who speaks, unless the user says that one person does.
            guard columns.speaker != nil || place.speaker != nil || !kinds.contains(.unclear) else { throw unclear }
            columns.text = text
            columns.title = title("a table", columns)
        } else if KoreanSingleSpeaker.matches(even) {
            columns.text = KoreanSingleSpeaker.text
            columns.title = KoreanSingleSpeaker.title
        } else if let layout = ColumnLayout.of(kinds),
            let text = kinds.firstIndex(where: { $0 == .prose || $0 == .unclear })
        {
            columns.text = text
            columns.normalised = kinds.firstIndex(of: .normalised)
            columns.title = title(layout.name, columns)
        } else {
            throw unclear
        }
        return columns
    }

    private func title(_ name: String, _ columns: TableColumns) -> String {
        let words = (0..<columns.width).map { column in
            switch column {
            case columns.audio: "recording"
            case columns.text: "text"
            case columns.normalised: "normalised text"
            case columns.speaker: "speaker"
            case columns.language: "language"
            default: "(not read)"
            }
        }
        return "\(name): \(words.joined(separator: " | "))"
    }
}
