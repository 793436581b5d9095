/// The gates that a text passes, or not.
struct TextGates {
    var limits: PreparationLimits

    /// Everything in a text that is not how a sentence is spoken, in a fixed order; gates that are off find nothing.
    func findings(_ text: String, language: String) -> [Finding] {
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else {
            let finding = Finding(.noLetters, "the text '\(text)' has no letter")
            return limits.action(of: .noLetters) == .off ? [] : [finding]
        }
        return [markup(text), wrongScript(text, language), mixedScript(text), digits(text)]
            .compactMap { $0 }.filter { limits.action(of: $0.reason) != .off }
    }

    private func markup(_ text: String) -> Finding? {
        if let sign = text.unicodeScalars.first(where: Self.isUnspeakable) {
            let code = String(sign.value, radix: 16, uppercase: true)
            let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
            return Finding(.markup, "the text has the character U+\(padded)")
        }
        let match =
            text.firstMatch(of: /https?:\/\/\S+|www\.\S+|[^\s@]+@[^\s@]+\.[^\s@]+/)
            ?? text.firstMatch(of: /<[^<>]*>|&#?[A-Za-z0-9]+;|\[[^\[\]]*\]|\{[^{}]*\}|\*\*|__|[\[\]{}<>|*_`\\]/)
        return match.map { Finding(.markup, "the text has '\($0.output)'") }
    }

    private func wrongScript(_ text: String, _ language: String) -> Finding? {
        guard let expected = WritingSystem.scripts(of: language) else { return nil }
        let scripts = text.compactMap(WritingSystem.init)
        let foreign = scripts.filter { !expected.contains($0) }
        guard !foreign.isEmpty, Double(foreign.count) > limits.maximumForeignLetterShare * Double(scripts.count) else {
            return nil
        }
        let counts = Dictionary(foreign.map { ($0, 1) }, uniquingKeysWith: +)
        let most = counts.min { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }?.key ?? .latin
        return Finding(
            .wrongScript,
            "\(foreign.count) of \(scripts.count) letters are of another script than \(language) has "
                + "(\(most.rawValue))")
    }

    /// A letter of another alphabet within a word mostly looks like the right one, and is another token.
    private func mixedScript(_ text: String) -> Finding? {
        for word in text.split(whereSeparator: { !$0.isLetter }) {
            let scripts = Set(word.compactMap(WritingSystem.init)).filter { !$0.joinsOthers }
            guard scripts.count > 1 else { continue }
            let names = scripts.map(\.rawValue).sorted().joined(separator: " and ")
            return Finding(.mixedScript, "the word '\(word)' has \(names) letters")
        }
        return nil
    }

    private func digits(_ text: String) -> Finding? {
        // A regular expression's \d would find 京, the number 10^16.
        let isDigit = { (sign: Character) in sign.unicodeScalars.first?.properties.generalCategory == .decimalNumber }
        let digits = text.drop { !isDigit($0) }.prefix(while: isDigit)
        guard !digits.isEmpty else { return nil }
        return Finding(
            .digits, "the text has the digits '\(digits)', which may be read otherwise than they are spoken")
    }

    /// Control characters, and the sign that stands for bytes which could not be decoded.
    private static func isUnspeakable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.value == 0xFFFD
    }
}
