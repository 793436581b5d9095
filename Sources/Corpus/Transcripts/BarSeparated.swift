/// Columns between bars, one record per line; quotation marks mean nothing, as in LJSpeech.
enum BarSeparated {
    static func fields(of line: String) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    }

    static func records(of lines: [TextFile.Line]) -> [TableRecord] {
        lines.map { line in
            TableRecord(
                line: line.number, fields: Result { () throws(LineFailure) in fields(of: try line.text()) })
        }
    }
}
