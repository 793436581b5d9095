import Foundation

/// Columns between bars, one record per line; quotation marks mean nothing, as in LJSpeech.
enum BarSeparated {
    static func fields(of line: String) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }

    static func records(of lines: [Data]) -> [TableRecord] {
        lines.enumerated().map { index, bytes in
            TableRecord(line: index + 1, fields: Result { () throws(LineFailure) in try fields(of: bytes) })
        }
    }

    private static func fields(of bytes: Data) throws(LineFailure) -> [String] {
        guard let text = String(data: bytes, encoding: .utf8) else { throw LineFailure(.notUTF8) }
        if text.allSatisfy(\.isWhitespace) { throw LineFailure(.emptyLine) }
        return fields(of: text)
    }
}
