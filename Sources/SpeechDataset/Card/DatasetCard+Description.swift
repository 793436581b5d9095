extension DatasetCard {
    /// What a card tells people of a speaker.
    public struct Speaker: Sendable, Equatable {
        /// The name, which is the config's.
        public var name: String
        /// The language's name, such as `Hausa`.
        public var language: String
        /// The length of all clips, in seconds.
        public var seconds: Double

        /// A speaker with so much speech.
        public init(name: String, language: String, seconds: Double) {
            self.name = name
            self.language = language
            self.seconds = seconds
        }
    }

    private static let start =
        "<!-- speakers: what is between these two lines is made by qwen3-tts; the text around them is yours -->"
    private static let end = "<!-- end of speakers -->"

    /// Tells of speakers: the keys that the Hub searches by, and a table in the part of the text that this program made.
    ///
    /// A text of someone else's is left alone. The configs must be set before.
    ///
    /// - Parameter repository: where the dataset is, as `user/name`; `nil` while it is on this machine alone.
    public mutating func introduce(_ speakers: [Speaker], repository: String? = nil) {
        addLanguages(speakers.compactMap { LanguageName.code(of: $0.language) })
        var rows = rows
        for speaker in speakers {
            rows[speaker.name] = Row(language: speaker.language, hours: "\(Self.decimal(speaker.seconds / 3600))")
        }
        write(rows, repository: repository)
    }

    /// Takes over the configs of another card and what it tells of their speakers; a card that is empty yet takes its keys as well.
    package mutating func merge(_ other: DatasetCard, repository: String) {
        let isNew = isEmpty
        take(other.configs.map(\.name), from: other)
        if isNew { takeMissingKeys(from: other) }
        addLanguages(other.languages)
        if isNew { body = other.body }
        guard other.hasDescription else { return }
        let own = Set(other.configs.map(\.name))
        write(rows.merging(other.rows.filter { own.contains($0.key) }) { $1 }, repository: repository)
    }

    /// What the card's table tells of a config; nil where there is no table, or nothing of it in there.
    public func description(of config: String) -> Speaker? {
        rows[config].map { row in
            Speaker(name: config, language: row.language, seconds: (Double(row.hours) ?? 0) * 3600)
        }
    }

    /// Removes a speaker: the config, the line of the table, and the language that nobody else speaks.
    ///
    /// - Parameter repository: where the dataset is, as `user/name`; `nil` while it is on this machine alone.
    package mutating func drop(_ speaker: String, repository: String? = nil) {
        var rows = rows
        let language = rows.removeValue(forKey: speaker)?.language
        remove(speaker)
        if let language, let code = LanguageName.code(of: language),
            !rows.values.contains(where: { $0.language == language })
        {
            let kept = languages.filter { $0 != code }
            self["language"] = kept.isEmpty ? nil : .sequence(kept.map { .text($0) })
        }
        if hasDescription { write(rows, repository: repository) }
    }

    // MARK: - Keys

    private var languages: [String] {
        self["language"]?.items?.compactMap(\.text) ?? self["language"]?.text.map { [$0] } ?? []
    }

    private mutating func addLanguages(_ codes: [String]) {
        let known = languages
        let new = codes.reduce(into: [String]()) { if !known.contains($1), !$0.contains($1) { $0.append($1) } }
        if self["task_categories"] == nil, isOurs {
            addFirst("task_categories", .sequence([.text("text-to-speech")]))
        }
        guard !new.isEmpty else { return }
        let value = YAMLValue.sequence((known + new).map { .text($0) })
        if self["language"] == nil { addFirst("language", value) } else { self["language"] = value }
    }

    // MARK: - Text

    private struct Row {
        var language: String
        var hours: String
    }

    /// Whether there is no text of someone else's alone.
    private var isOurs: Bool { hasDescription || body.trimmingWhitespace().isEmpty }

    private var hasDescription: Bool { parts != nil }

    /// The text before, within and after the part that this program made.
    private var parts: (before: String, own: String, after: String)? {
        guard let start = body.firstRange(of: Self.start),
            let end = body[start.upperBound...].firstRange(of: Self.end)
        else { return nil }
        return (
            String(body[..<start.lowerBound]), String(body[start.upperBound..<end.lowerBound]),
            String(body[end.upperBound...])
        )
    }

    /// The speakers that the table has, with what only the table knows.
    private var rows: [String: Row] {
        var rows: [String: Row] = [:]
        for line in (parts?.own ?? "").split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                String($0).trimmingWhitespace()
            }
            if cells.count == 7 { rows[cells[1]] = Row(language: cells[2], hours: cells[3]) }
        }
        return rows
    }

    private mutating func write(_ rows: [String: Row], repository: String?) {
        guard isOurs else { return }
        let parts = parts ?? ("", "", "\n")
        let names = configs.map(\.name)
        var lines = [
            Self.start, "# Speech of \(names.count == 1 ? "one speaker" : "\(names.count) speakers")", "",
            "| speaker | language | hours | train | validation |", "| --- | --- | ---: | ---: | ---: |",
        ]
        let examples = examples()
        for name in names {
            let counts = examples[name, default: [:]]
            let row = rows[name] ?? Row(language: "", hours: "")
            let cells = [
                name, row.language, row.hours, counts["train"].map(String.init) ?? "",
                counts["validation"].map(String.init) ?? "",
            ]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        let columns = self.columns.map { column in
            "`\(column)`" + (Self.meanings[column].map { " (\($0))" } ?? "")
        }
        lines += [
            "", "Each speaker is a config, and `voices/` has a reference recording of each.", "",
            "Columns: \(columns.joined(separator: ", ")).", "", "```python", "from datasets import load_dataset", "",
            "clips = load_dataset(\"\(repository ?? "USER/NAME")\", name=\"\(names.first ?? "")\", split=\"train\")",
            "```",
            Self.end,
        ]
        let lineEnd = text.hasPrefix("---\r\n") ? "\r\n" : "\n"
        body = parts.before + lines.joined(separator: lineEnd) + parts.after
    }

    private static let meanings = [
        "audio": "FLAC, 24 kHz, mono, 16 bits", "text": "what is said", "language": "the language's name",
        "duration": "seconds", "instruct": "how it is said",
        "audio_codes": "codes of the 12 Hz speech tokenizer, 16 a frame",
    ]

    private static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
