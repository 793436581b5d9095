import Tokenization

/// The gates that a text passes, or not.
struct TextGates {
    var limits: PreparationLimits

    /// Everything in a text that is not how a sentence is spoken, in a fixed order; gates that are off find nothing.
    ///
    /// - Complexity: O(*n*) in the length of the text.
    func findings(_ clean: CleanText, language: String) -> [Finding] {
        let text = clean.text
        var findings = [invisible(clean), encoding(clean)]
        if text.contains(where: { $0.isLetter || $0.isNumber }) {
            let scan = MarkupScan(text)
            findings += [
                markup(scan, text), unspoken(scan), wrongScript(text, language), mixedScript(text), digits(text),
            ]
        } else {
            findings.append(Finding(.noLetters, "the text '\(quote(text))' has no letter"))
        }
        return findings.compactMap { $0 }.filter { limits.action(of: $0.reason) != .off }
    }

    private func invisible(_ clean: CleanText) -> Finding? {
        func list(_ changes: [CleanText.Change]) -> String {
            changes.map { $0.count == 1 ? $0.name : "\($0.name) (\($0.count))" }.joined(separator: ", ")
        }
        let (spaces, removed) = (clean.changes.filter(\.becameSpace), clean.changes.filter { !$0.becameSpace })
        let parts = [
            removed.isEmpty ? nil : "invisible and removed: \(list(removed))",
            spaces.isEmpty ? nil : "made an ordinary space: \(list(spaces))",
        ]
        return clean.changes.isEmpty
            ? nil : Finding(.invisibleCharacters, parts.compactMap { $0 }.joined(separator: "; "))
    }

    /// Characters that stand for damage: they would teach a word that is none.
    private func encoding(_ clean: CleanText) -> Finding? {
        let advice = "save the transcript again as UTF-8"
        if let sign = clean.text.unicodeScalars.first(where: Self.isDamage) {
            let name = CleanText.name(of: sign)
            let detail =
                switch sign.value {
                case 0x80...0x9F: "the character \(name), as of a text in cp1252 that was read as Latin-1: \(advice)"
                case 0xFFFD: "the character U+FFFD, which stands for bytes that could not be read: \(advice)"
                default: "the character \(name), which means something in one font or program alone: write what is said"
                }
            return Finding(.brokenEncoding, "the text has \(detail)")
        }
        // What is removed as invisible can be half of a damaged character.
        guard let piece = Mojibake.first(in: clean.raw) else { return nil }
        return Finding(
            .brokenEncoding,
            "the text has '\(piece.found)', which was '\(piece.meant)' in UTF-8 and was read in another encoding: \(advice)"
        )
    }

    private func markup(_ scan: MarkupScan, _ text: String) -> Finding? {
        if let found = scan.markup { return Finding(.markup, "the text has '\(found)'") }
        return hasTooManyMarks(text) ? Finding(.markup, "the text has a letter with more than 30 marks on it") : nil
    }

    private func unspoken(_ scan: MarkupScan) -> Finding? {
        scan.aside.map { Finding(.unspoken, "the text has '\($0)', which may be nothing that is spoken") }
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
            return Finding(.mixedScript, "the word '\(quote(word))' has \(names) letters")
        }
        return nil
    }

    private func digits(_ text: String) -> Finding? {
        // A regular expression's \d would find 京, the number 10^16.
        let isDigit = { (sign: Character) in sign.unicodeScalars.first?.properties.generalCategory == .decimalNumber }
        let digits = text.drop { !isDigit($0) }.prefix(while: isDigit)
        guard !digits.isEmpty else { return nil }
        return Finding(
            .digits, "the text has the digits '\(quote(digits))', which may be read otherwise than they are spoken")
    }

    private func quote(_ text: some StringProtocol) -> String { MarkupScan.quote(text.unicodeScalars) }

    /// What a text has where something went wrong with its bytes, or what only one program can show.
    private static func isDamage(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x80...0x9F, 0xFFFD, 0xFDD0...0xFDEF: true
        default: scalar.value & 0xFFFE == 0xFFFE || scalar.properties.generalCategory == .privateUse
        }
    }
}
