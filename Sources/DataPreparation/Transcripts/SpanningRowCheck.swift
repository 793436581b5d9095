import SpeechDataset

/// Finds quotation marks without a partner that swallow rows.
struct SpanningRowCheck {
    let columns: TableColumns
    let dialect: TableDialect
    let recordings: TableRecordings

    /// What speaks against a row that has several lines: other columns than the table's, or rows of the table within a field.
    func objection(_ record: TableRecord, _ spanning: [TableReader.SpanningField]) -> Problem? {
        guard let fields = try? record.fields.get() else { return nil }
        let hasRows = fields.count != columns.width || spanning.contains(where: holdsRows)
        return hasRows ? .unpairedQuote(lastLine: record.end - 1) : nil
    }

    private func holdsRows(_ field: TableReader.SpanningField) -> Bool {
        let delimiter = Character(Unicode.Scalar(dialect.delimiter))
        let pieces = field.pieces.enumerated().map { index, piece in
            // The columns before the field belong to its first line.
            Array(repeating: "", count: index == 0 ? field.column : 0)
                + piece.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
        }
        if pieces.contains(where: { $0.count == columns.width && $0.contains(where: isRecording) }) { return true }
        return pieces.count > 2 && pieces.dropFirst().allSatisfy { $0.count == columns.width }
    }

    private func isRecording(_ field: String) -> Bool {
        let name = field.trimmingWhitespace()
        return RecordingName.extensions.contains { name.lowercased().hasSuffix(".\($0)") }
            || recordings.file(name) != nil
    }
}
