/// What a source says, and an account of where that stands.
public struct SourceReading: Sendable, Equatable {
    /// The lines in the order of the source.
    public var lines: [SourceLine]
    /// Each transcript that they come from.
    public var accounts: [TranscriptAccount]
    /// Rows of these transcripts that are not needed, and not among the lines.
    public var unread: Int

    /// Puts lines and accounts together.
    public init(lines: [SourceLine] = [], accounts: [TranscriptAccount] = [], unread: Int = 0) {
        self.lines = lines
        self.accounts = accounts
        self.unread = unread
    }

    /// Adds what another transcript of the source says.
    static func += (reading: inout SourceReading, other: SourceReading) {
        reading.lines += other.lines
        reading.accounts += other.accounts
        reading.unread += other.unread
    }

    /// The first lines, at most `limit`; the accounts are of all.
    func prefix(_ limit: Int?) -> SourceReading {
        guard let limit, lines.count > limit else { return self }
        return SourceReading(
            lines: Array(lines.prefix(limit)), accounts: accounts, unread: unread + lines.count - limit)
    }
}

/// What a transcript was read as, and what became of each of its lines: `lines` is the sum of the other four.
public struct TranscriptAccount: Sendable, Equatable {
    /// The file's path, or its place on the Hub.
    public var file: String
    /// The form in words, such as `LJSpeech: id | text`.
    public var form: String
    /// The lines of the file, or the rows of a Parquet file.
    public var lines: Int
    /// Lines, or groups of lines, that each stand for a recording, whether they can be used or not.
    public var rows: Int
    /// Lines that name columns.
    public var headers = 0
    /// Lines with nothing on them.
    public var blank = 0
    /// Lines that go on with the row of the line before.
    public var continued = 0

    /// Accounts for a transcript.
    public init(
        file: String, form: String, lines: Int, rows: Int, headers: Int = 0, blank: Int = 0, continued: Int = 0
    ) {
        self.file = file
        self.form = form
        self.lines = lines
        self.rows = rows
        self.headers = headers
        self.blank = blank
        self.continued = continued
    }

    /// `metadata.csv: read as LJSpeech: id | text, 12 lines`.
    public var sentence: String { "\(file): read as \(form), \(lines) line\(lines == 1 ? "" : "s")" }
}
