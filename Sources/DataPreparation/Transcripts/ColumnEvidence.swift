import SpeechDataset

/// What the columns of a table without header seem to hold, from what stands in them.
///
/// Only clear evidence counts: a text must never be taken for a speaker's name, nor a name for a text.
struct ColumnEvidence {
    /// Rows that are looked at where texts are compared, spread evenly.
    private static let sampleSize = 400
    /// Fewer rows do not show that a name comes again and again.
    private static let fewestRows = 3

    /// One for each column.
    let kinds: [ColumnKind]

    /// Looks at the columns.
    ///
    /// - Parameters:
    ///   - rows: of the same number of columns each, and not none.
    ///   - recording: the column with the recordings.
    /// - Complexity: O(n) in the bytes of the rows.
    init(rows: [[String]], recording: Int) {
        let columns = rows[0].indices.map { column in rows.map { $0[column].trimmingWhitespace() } }
        let step = max(1, rows.count / Self.sampleSize)
        let samples = columns.map { values in stride(from: 0, to: values.count, by: step).map { values[$0] } }
        var kinds: [ColumnKind] = []
        for column in columns.indices {
            guard column != recording else {
                kinds.append(.recording)
                continue
            }
            var kind = Self.kind(of: columns[column], at: column)
            let earlier = kinds.indices.filter { kinds[$0] == .prose }.map { samples[$0] }
            if kind == .prose, earlier.contains(where: { Self.repeats($0, samples[column]) }) {
                kind = .normalised
            } else if kind == .prose || kind == .unclear,
                earlier.contains(where: { Phonetics.transcribes($0, samples[column]) })
            {
                kind = .phonemes
            }
            kinds.append(kind)
        }
        // Two codes of two letters may be the initials of two people, unless the speakers stand beside.
        if let column = kinds.firstIndex(of: .language), !kinds.contains(.speaker) {
            let codes = Set(columns[column].map { $0.lowercased() })
            if codes.count > 1, codes.allSatisfy({ $0.count < 3 }) { kinds[column] = .unclear }
        }
        self.kinds = kinds
    }

    /// Whether a column that a header calls `name` seems to tell several people apart: by that name, or by two names or more that come
    /// again and again.
    static func namesSeveralPeople(_ values: [String], name: String) -> Bool {
        let values = values.map { $0.trimmingWhitespace() }
        let key = TranscriptFields.key(name)
        guard Set(values.filter { !$0.isEmpty }).count > 1, !otherLabels.contains(key) else { return false }
        return peopleWords.contains(where: key.contains) || kind(of: values, at: 0) == .speaker
    }

    /// Parts of what columns of people are called.
    private static let peopleWords = [
        "actor", "gender", "hablante", "locut", "narrat", "reader", "speaker", "spk", "sprecher", "talker", "voice",
    ]

    /// What columns of labels other than people's names are called.
    private static let otherLabels: Set = [
        "accent", "accents", "age", "category", "corpus", "country", "dataset", "date", "device", "dialect", "domain",
        "emotion", "genre", "license", "microphone", "region", "segment", "sentencedomain", "session", "set", "source",
        "split", "status", "style", "subset", "topic", "type", "variant",
    ]

    /// What a column holds, whatever the others do.
    private static func kind(of values: [String], at column: Int) -> ColumnKind {
        let written = values.filter { !$0.isEmpty }
        if written.isEmpty { return .empty }
        let isNumeric = written.allSatisfy { Double($0) != nil }
        guard isLabel(values) else {
            if isNumeric { return .number }
            return isProse(written) ? .prose : .unclear
        }
        let labels = Set(written.map { $0.lowercased() })
        // The numbers of speakers stand before the text, in the lists of VITS; elsewhere a number may be anything.
        if isNumeric { return column == 1 && labels.allSatisfy { Int($0) != nil } ? .speaker : .number }
        if labels.allSatisfy(LanguageName.isLanguage) { return .language }
        return labels.isSubset(of: qualities) ? .unclear : .speaker
    }

    /// Words that columns of labels have, and that name no one.
    private static let qualities: Set = [
        "m", "f", "male", "female", "man", "woman", "train", "training", "test", "dev", "eval", "valid", "validation",
        "neutral", "happy", "sad", "angry", "surprise", "surprised", "fear", "fearful", "disgust", "disgusted", "calm",
        "excited", "normal", "whisper", "true", "false", "yes", "no",
    ]

    /// Whether a column has few short values, each on several lines.
    private static func isLabel(_ values: [String]) -> Bool {
        guard values.count >= fewestRows else { return false }
        let distinct = Set(values)
        return distinct.count * 2 <= values.count && distinct.allSatisfy(isShort)
    }

    private static func isShort(_ value: String) -> Bool {
        !value.isEmpty && value.count <= 64 && value.split(separator: " ").count <= 2
            && value.allSatisfy { $0.isLetter || $0.isNumber || "_-.# ".contains($0) } && value.last != "."
    }

    /// Whether most values are several words, or a sentence with its sign at the end, or in a script that has no blanks.
    private static func isProse(_ values: [String]) -> Bool {
        let sentences = values.count { value in
            value.contains(where: \.isLetter)
                && (value.split(whereSeparator: \.isWhitespace).count > 1 || ".!?…。！？।؟".contains(value.last ?? " ")
                    || value.count { $0.unicodeScalars.contains(where: WordTokens.isWord) } > 2)
        }
        return sentences * 2 > values.count
    }

    /// Whether the second column has nearly the words of the first, but for numbers and signs, which may be written out.
    private static func repeats(_ first: [String], _ second: [String]) -> Bool {
        var (shared, plain, spoken, smaller, numbers) = (0, 0, 0, 0, 0)
        for (first, second) in zip(first, second) where !first.isEmpty && !second.isEmpty {
            let (before, after) = (WordTokens.of(first), WordTokens.of(second))
            var rest = Dictionary(before.map { ($0, 1) }, uniquingKeysWith: +)
            for word in after where rest[word, default: 0] > 0 {
                rest[word, default: 0] -= 1
                shared += 1
            }
            plain += before.count
            spoken += after.count
            smaller += min(before.count, after.count)
            numbers += first.count { $0.isNumber || $0.isSymbol || "&%".contains($0) }
        }
        // A text that a bar cuts in two has other words behind it, or more of them.
        return smaller > 0 && 10 * shared >= 7 * smaller && 10 * spoken >= 7 * plain
            && 10 * spoken <= 13 * plain + 10 + 40 * numbers
    }
}

/// The words of a text, as columns are compared.
enum WordTokens {
    /// Runs of letters in lower case, without those that have digits; in scripts without blanks, each letter.
    static func of(_ text: String) -> [String] {
        var words: [String] = []
        for part in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" })
        {
            if part.unicodeScalars.contains(where: isWord) {
                words += part.filter(\.isLetter).map { String($0) }
            } else if !part.contains(where: \.isNumber) {
                words.append(String(part))
            }
        }
        return words
    }

    /// Whether a sign stands for a word or a part of one, in a script that puts no blanks between words: Thai to Khmer, kana, Han.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0e00...0x0fff, 0x1000...0x109f, 0x1780...0x17ff, 0x3040...0x30ff, 0x3400...0x9fff, 0x20000...0x3ffff:
            true
        default: false
        }
    }
}
