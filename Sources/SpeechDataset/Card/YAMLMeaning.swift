/// What a reader of YAML 1.1 takes a text without quotes for.
///
/// By hand, since a card of many speakers has many values: each is read once, in time linear in its length.
///
/// Reference: PyYAML 6.0.4, `resolver.py`.
enum YAMLMeaning {
    /// The texts that mean nothing.
    static let nothings: Set = ["", "~", "null", "Null", "NULL"]
    /// The texts that are truth values.
    static let truths: Set = [
        "yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE", "false", "False", "FALSE", "on", "On", "ON",
        "off", "Off", "OFF",
    ]
    private static let infinities: Set<Substring> = [".inf", ".Inf", ".INF"]
    private static let others: Set = ["=", "<<", ".nan", ".NaN", ".NAN"]

    /// Whether the text is taken for a number, a truth value, a date or nothing.
    static func isOtherThanText(_ text: String) -> Bool {
        nothings.contains(text) || truths.contains(text) || others.contains(text) || isInteger(text) || isReal(text)
            || isTime(text)
    }

    /// In binary, octal, decimal, hexadecimal or sexagesimal digits.
    private static func isInteger(_ text: String) -> Bool {
        let digits = unsigned(text)
        if digits.hasPrefix("0b") { return digits.count > 2 && digits.dropFirst(2).allSatisfy { "01_".contains($0) } }
        if digits.hasPrefix("0x") {
            return digits.count > 2 && digits.dropFirst(2).allSatisfy { $0 == "_" || $0.isASCII && $0.isHexDigit }
        }
        guard let first = digits.first else { return false }
        if first == "0" { return digits.allSatisfy { "01234567_".contains($0) } }
        let places = digits.split(separator: ":", omittingEmptySubsequences: false)
        return isDigit(first) && isNumber(places[0]) && places.dropFirst().allSatisfy(isSixtieth)
    }

    /// With a full stop; sexagesimal digits may come before it, an exponent may follow.
    private static func isReal(_ text: String) -> Bool {
        let number = unsigned(text)
        if infinities.contains(number) { return true }
        guard let stop = number.firstIndex(of: ".") else { return false }
        let places = number[..<stop].split(separator: ":", omittingEmptySubsequences: false)
        var fraction = number[number.index(after: stop)...]
        if places.count > 1 {
            return isNumber(places[0]) && places.dropFirst().allSatisfy(isSixtieth)
                && fraction.allSatisfy { $0 == "_" || isDigit($0) }
        }
        if let mark = fraction.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            let exponent = fraction[fraction.index(after: mark)...]
            guard let sign = exponent.first, sign == "+" || sign == "-", exponent.count > 1,
                exponent.dropFirst().allSatisfy(isDigit)
            else { return false }
            fraction = fraction[..<mark]
        }
        let isFraction = fraction.allSatisfy { $0 == "_" || isDigit($0) }
        // Without digits before the full stop there is no sign.
        if stop == number.startIndex { return stop == text.startIndex && isNumber(fraction) }
        return isNumber(places[0]) && isFraction
    }

    /// A date, alone or with a time.
    private static func isTime(_ text: String) -> Bool {
        guard text.utf8.count >= 8, text.prefix(4).allSatisfy(isDigit), text.dropFirst(4).first == "-" else {
            return false
        }
        let date = /[0-9]{4}-[0-9]{2}-[0-9]{2}/
        let time =
            /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?/
        return text.wholeMatch(of: date) != nil || text.wholeMatch(of: time) != nil
    }

    private static func unsigned(_ text: String) -> Substring {
        text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// A digit, and further ones with or without bars between.
    private static func isNumber(_ text: Substring) -> Bool {
        guard let first = text.first else { return false }
        return isDigit(first) && text.allSatisfy { $0 == "_" || isDigit($0) }
    }

    /// One digit, or two below 60.
    private static func isSixtieth(_ text: Substring) -> Bool {
        guard (1...2).contains(text.count), text.allSatisfy(isDigit) else { return false }
        return text.count == 1 || text < "6"
    }
}
