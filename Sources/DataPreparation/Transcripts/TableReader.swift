/// One row of a table, and the lines that it stands on.
struct TableRecord: Sendable, Equatable {
    /// The first line, counted from 1.
    var line: Int
    /// Its lines: more than one where a quoted field has line ends.
    var lineCount = 1
    /// The columns, without the quotation marks round them.
    var fields: Result<[String], LineFailure>
    /// The line after the last.
    var end: Int { line + lineCount }
}

/// Reads a text in columns, row after row, as RFC 4180 has it.
///
/// A quotation mark opens only at the beginning of a field, and has a partner; within a field it is text. A line ends with LF, CR LF or
/// CR, nothing else. A row that is not sound is a failure, and reading goes on with the line after its first.
///
/// - Complexity: O(n): a field that is not sound reaches at most to the next quotation mark that would open one.
struct TableReader {
    /// A quoted field that has several lines.
    struct SpanningField {
        /// Its column, counted from 0.
        var column: Int
        /// Its text, line by line.
        var pieces: [Substring]
    }

    /// Says of a row of several lines what speaks against it; nil accepts it.
    typealias Objection = (_ record: TableRecord, _ spanning: [SpanningField]) -> Problem?

    private static let quote = UInt8(ascii: "\"")

    private let bytes: [UInt8]
    private let dialect: TableDialect
    private let objection: Objection
    private var position = 0
    private var line = 1

    /// Lines with nothing on them, or nothing but delimiters, so far.
    private(set) var blank = 0
    /// Lines so far.
    var lineCount: Int { line - 1 }

    init(_ bytes: [UInt8], _ dialect: TableDialect, objection: @escaping Objection = { _, _ in nil }) {
        self.bytes = bytes
        self.dialect = dialect
        self.objection = objection
    }

    /// The next row; nil at the end.
    mutating func next() -> TableRecord? {
        while position < bytes.count {
            let (start, first) = (position, line)
            skipMark()
            var spanning: [SpanningField] = []
            let fields = Result { () throws(LineFailure) in try takeRow(&spanning) }
            var record = TableRecord(line: first, lineCount: line - first, fields: fields)
            if case .success(let fields) = fields {
                if fields.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
                    blank += record.lineCount
                    continue
                }
                if record.lineCount > 1, let problem = objection(record, spanning) {
                    record.fields = .failure(LineFailure(problem))
                }
            }
            if case .failure = record.fields {
                (position, line) = (start, first)
                skipLine()
                record.lineCount = 1
            }
            return record
        }
        return nil
    }

    /// Drops the mark that some programs put at the beginning of a file; files that have it are joined.
    private mutating func skipMark() {
        if bytes[position...].starts(with: [0xef, 0xbb, 0xbf]) { position += 3 }
    }

    private mutating func skipLine() {
        position = endOfLine(from: position)
        takeLineEnd()
    }

    private func endOfLine(from start: Int) -> Int {
        var end = start
        while end < bytes.count, !isLineEnd(bytes[end]) { end += 1 }
        return end
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

    /// Takes LF, CR LF or CR, or the end of the file, which ends a line as well.
    private mutating func takeLineEnd() {
        if position < bytes.count {
            let isPair = bytes[position] == 0x0d && position + 1 < bytes.count && bytes[position + 1] == 0x0a
            position += isPair ? 2 : 1
        }
        line += 1
    }

    /// The fields up to the end of the row, which is taken as well.
    private mutating func takeRow(_ spanning: inout [SpanningField]) throws(LineFailure) -> [String] {
        var fields: [String] = []
        while true {
            if dialect.hasQuotes, position < bytes.count, bytes[position] == Self.quote {
                let first = line
                let text = try quoted()
                if line > first {
                    let pieces = text.split(separator: "\n", omittingEmptySubsequences: false)
                    spanning.append(SpanningField(column: fields.count, pieces: pieces))
                }
                fields.append(text)
            } else {
                let start = position
                while position < bytes.count, bytes[position] != dialect.delimiter, !isLineEnd(bytes[position]) {
                    position += 1
                }
                fields.append(try text(bytes[start..<position]))
            }
            guard position < bytes.count, bytes[position] == dialect.delimiter else {
                takeLineEnd()
                return fields
            }
            position += 1
        }
    }

    /// A field in quotation marks, up to the delimiter or line end behind it.
    private mutating func quoted() throws(LineFailure) -> String {
        var content: [UInt8] = []
        var start = position + 1
        position = start
        while true {
            guard position < bytes.count else { throw LineFailure(.openQuote) }
            let byte = bytes[position]
            if isLineEnd(byte) {
                content += bytes[start..<position]
                content.append(0x0a)
                takeLineEnd()
                start = position
            } else if byte == Self.quote {
                content += bytes[start..<position]
                position += 1
                guard position < bytes.count, bytes[position] == Self.quote else { break }
                start = position
                position += 1
            } else {
                position += 1
            }
        }
        if position < bytes.count, bytes[position] != dialect.delimiter, !isLineEnd(bytes[position]) {
            let rest = bytes[position..<endOfLine(from: position)]
            throw LineFailure(
                .textAfterQuote(found: String(String(decoding: rest, as: UTF8.self).prefix(20)), line: line))
        }
        return try text(content[...])
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(LineFailure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw LineFailure(.notUTF8) }
        if bytes.contains(0) { throw LineFailure(.zeroByte) }
        return text
    }
}
