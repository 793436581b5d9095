/// How a text is divided into columns.
struct TableDialect: Sendable, Equatable {
    /// The byte between two columns.
    var delimiter: UInt8
    /// Whether quotation marks protect delimiters, line ends and doubled quotation marks, as RFC 4180 has it; else they are text.
    var hasQuotes: Bool

    static let bars = TableDialect(delimiter: UInt8(ascii: "|"), hasQuotes: false)
    static let tabs = TableDialect(delimiter: UInt8(ascii: "\t"), hasQuotes: false)
    static let semicolons = TableDialect(delimiter: UInt8(ascii: ";"), hasQuotes: true)
    static let commas = TableDialect(delimiter: UInt8(ascii: ","), hasQuotes: true)
}
