package import Parquet

/// Which column of a Parquet file holds what, for `prepare` and for `finetune`.
package struct ParquetColumns {
    /// What messages call the file.
    let file: String
    private let columns: [ParquetColumn]
    let fields: TranscriptFields

    /// Looks for columns by their usual names, or those that a user gave.
    package init(file: String, columns: [ParquetColumn], fields: TranscriptFields = TranscriptFields()) {
        self.file = file
        self.columns = columns
        self.fields = fields
    }

    /// The columns that hold a content and have a suitable type, the best one first; for recordings, otherwise the only column of such.
    package func all(_ content: ColumnContent) -> [String] {
        let named = fields.positions(of: content, in: columns.map(\.name)).map { columns[$0] }
            .filter { content.suits($0.type) }.map(\.name)
        guard named.isEmpty, content == .audio, !fields.given.contains(.audio) else { return named }
        let recordings = columns.filter { $0.type == .audio }
        return recordings.count == 1 ? [recordings[0].name] : []
    }

    /// The column of a content, which must be there where it is needed or a user named it.
    ///
    /// - Throws: `SpeechDatasetError.columnMissing` or `.columnUnsuitable`, which list what there is.
    package func find(_ content: ColumnContent) throws(SpeechDatasetError) -> String {
        if let name = all(content).first { return name }
        let found = columns.map { "\($0.name) (\($0.type.words))" }
        let option = content.option ?? ""
        if let position = fields.positions(of: content, in: columns.map(\.name)).first {
            throw SpeechDatasetError.columnUnsuitable(
                path: file, column: columns[position].name, content: content.words, type: columns[position].type.words,
                option: option, found: found)
        }
        throw SpeechDatasetError.columnMissing(
            path: file, content: content.words, names: Array(fields[content].prefix(5)), option: option, found: found)
    }

    /// The column of a content that may be missing, unless a user named it.
    ///
    /// - Throws: as `find`.
    package func present(_ content: ColumnContent) throws(SpeechDatasetError) -> String? {
        fields.given.contains(content) ? try find(content) : all(content).first
    }
}

extension ColumnContent {
    fileprivate func suits(_ type: ParquetType) -> Bool {
        switch self {
        case .audio: type == .audio || type == .binary
        case .speaker: type == .text || [.int16, .int32, .int64].contains(type)
        default: type == .text
        }
    }
}

extension ParquetType {
    /// The type for people.
    package var words: String {
        switch self {
        case .text: "text"
        case .binary: "bytes"
        case .int16, .int32, .int64: "whole numbers"
        case .float32, .float64: "numbers"
        case .boolean: "true or false"
        case .audio: "recordings"
        case .codes: "codes"
        case .other(let name): name
        }
    }
}
