import Foundation

/// Columns between commas, where quotation marks protect commas, doubled quotation marks and line ends.
///
/// Reference: RFC 4180.
enum CommaSeparated {
    /// The columns of a header.
    static func firstRecord(of line: String) -> [String] {
        var parser = Parser()
        parser.read(line)
        return parser.finish()
    }

    static func records(of lines: [TextFile.Line]) -> [TableRecord] {
        var records: [TableRecord] = []
        var index = 0
        while index < lines.count {
            let start = index
            var parser = Parser()
            var failure: LineFailure?
            repeat {
                if let text = try? lines[index].text() {
                    if index > start { parser.append("\n") }
                    parser.read(text)
                } else {
                    failure = LineFailure(.notUTF8)
                }
                index += 1
            } while parser.isQuoted && failure == nil && index < lines.count
            records.append(
                TableRecord(line: lines[start].number, fields: failure.map(Result.failure) ?? .success(parser.finish()))
            )
        }
        return records
    }

    /// Reads one record, which may span lines.
    private struct Parser {
        private(set) var isQuoted = false
        private var fields: [String] = []
        private var field = ""
        private var wasQuote = false

        mutating func append(_ text: String) { field += text }

        mutating func read(_ text: String) {
            for character in text {
                if character == "\"" {
                    // A mark right after a closing mark is a mark of the text.
                    if wasQuote, !isQuoted { field.append(character) }
                    isQuoted.toggle()
                    wasQuote = !isQuoted
                    continue
                }
                wasQuote = false
                if character == ",", !isQuoted {
                    fields.append(field)
                    field = ""
                } else {
                    field.append(character)
                }
            }
        }

        mutating func finish() -> [String] { fields + [field] }
    }
}
