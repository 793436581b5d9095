/// How sounds are written where they stand beside a text.
enum Phonetics {
    /// Whether most values of the second column are phonetic writing, seen beside the texts of the first.
    static func transcribes(_ texts: [String], _ values: [String]) -> Bool {
        let pairs = zip(texts, values).filter { !$1.isEmpty }
        guard !pairs.isEmpty else { return false }
        let count = pairs.count { text, value in isIPA(value, beside: text) || isARPAbet(value) || isPinyin(value) }
        return count * 2 > pairs.count
    }

    /// Whether a value has letters of the International Phonetic Alphabet that the text has not; some orthographies have such letters
    /// too, as Hausa has ɓ and ɗ, but then the text has them as well.
    private static func isIPA(_ value: String, beside text: String) -> Bool {
        let known = Set(text.lowercased().unicodeScalars)
        return value.unicodeScalars.contains { scalar in
            switch scalar.value {
            // IPA extensions, marks of stress and length, and æ ð ø ŋ œ β θ χ.
            case 0x0250...0x02af, 0x02c8, 0x02cc, 0x02d0, 0x02d1, 0xe6, 0xf0, 0xf8, 0x14b, 0x153, 0x3b2, 0x3b8, 0x3c7:
                !known.contains(scalar)
            default: false
            }
        }
    }

    /// Whether every word is a phoneme of ARPAbet, with or without stress, and braces round them or not.
    private static func isARPAbet(_ value: String) -> Bool {
        let words = value.split { $0.isWhitespace || "{}".contains($0) }.filter { $0.contains(where: \.isLetter) }
        return words.count > 1 && words.allSatisfy { arpabet.contains(String($0.filter { !$0.isNumber })) }
            && words.contains { $0.last?.isNumber == true }
    }

    private static let arpabet: Set = [
        "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY", "JH",
        "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
    ]

    /// Whether a third of the words or more are syllables of pinyin that end with the number of a tone.
    private static func isPinyin(_ value: String) -> Bool {
        let words = value.split(whereSeparator: \.isWhitespace)
        let toned = words.count { $0.wholeMatch(of: /[a-zü:]{1,6}[1-5]/.ignoresCase()) != nil }
        return toned > 0 && toned * 3 >= words.count
    }
}
