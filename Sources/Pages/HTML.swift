import Files
import Foundation

/// A piece of an HTML page, written as a string literal: what the literal says is markup, what is interpolated is text.
///
///     let row: HTML = "<td>\(name)</td>"
///
/// Text is escaped, in attributes as well, so that no name and no transcript can become markup; other pieces are taken as they are.
public struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// The markup.
    public private(set) var markup: String

    /// Nothing.
    public init() { markup = "" }

    /// Markup.
    public init(stringLiteral markup: String) { self.markup = markup }

    /// Markup with text and other pieces in it.
    public init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    /// Pieces on lines of their own.
    public init(lines: [HTML]) { markup = lines.map(\.markup).joined(separator: "\n") }

    /// One piece after the other.
    public static func + (left: HTML, right: HTML) -> HTML {
        var both = left
        both.markup += right.markup
        return both
    }

    /// Makes a piece of a literal and what is interpolated.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        /// Begins with nothing.
        public init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(2 * literalCapacity) }

        /// Markup, as it is.
        public mutating func appendLiteral(_ literal: String) { markup += literal }

        /// Text, which is escaped; control characters become U+FFFD.
        public mutating func appendInterpolation(_ text: String) { markup += text.escapedForHTML }

        /// A whole number.
        public mutating func appendInterpolation(_ number: Int) { markup += "\(number)" }

        /// A number with so many decimals and a decimal point, whatever the locale.
        public mutating func appendInterpolation(_ number: Double, places: Int) {
            markup += String(format: "%.\(places)f", number)
        }

        /// A path as a relative address: what is not a letter, a digit or one of `-._~/` is percent-encoded.
        public mutating func appendInterpolation(path: String) {
            appendInterpolation(path.percentEncoded(keepingSlashes: true))
        }

        /// A piece, as it is.
        public mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }

        /// Pieces on lines of their own.
        public mutating func appendInterpolation(_ pieces: [HTML]) { appendInterpolation(HTML(lines: pieces)) }
    }
}

extension String {
    fileprivate var escapedForHTML: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            case _ where scalar.properties.generalCategory == .control || scalar.properties.isNoncharacterCodePoint:
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
