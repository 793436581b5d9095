/// Where a text may be split: before which characters, and what ends there.
///
/// Foundation's enumeration by sentences is not available on Linux, so the rules are ours. They would rather miss the end of a
/// sentence than see one that is none: a missed end makes a piece longer, a wrong one is heard.
struct TextBreaks {
    let characters: [Character]

    private var ends: [Int: TextPiece.End] = [:]
    /// The beginnings of words that belong to the abbreviation before them.
    private var attached: Set<Int> = []

    init(_ text: String) {
        characters = Array(text)
        // Where nothing is a capital letter, a small one says nothing about the end of a sentence.
        let hasCapitals = characters.contains { $0.isUppercase }
        var index = 0
        while index < characters.count {
            let next = index + 1
            if characters[index].isWhitespace {
                index = findSpace(from: index, hasCapitals: hasCapitals)
            } else if Self.enders.contains(characters[index]) {
                index = findSentence(from: index, hasCapitals: hasCapitals)
            } else {
                findClause(at: index)
                index = next
            }
        }
    }

    /// The positions inside a range, without its bounds, at which something at least as strong as `level` ends.
    func positions(in range: Range<Int>, at level: TextPiece.End) -> [Int] {
        let inner = range.dropFirst()
        return level == .character ? Array(inner) : inner.filter { (ends[$0] ?? .character) >= level }
    }

    /// What ends at a position.
    func end(at position: Int) -> TextPiece.End {
        position == characters.count ? .paragraph : ends[position] ?? .character
    }

    /// Notes the end of a word, a line or a paragraph, and returns the position after the white space.
    private mutating func findSpace(from start: Int, hasCapitals: Bool) -> Int {
        let next = skip(from: start) { $0.isWhitespace }
        let lines = characters[start..<next].count { $0.isNewline }
        if lines > 1 {
            note(.paragraph, at: next)
        } else if lines == 1, !goesOn(from: next, hasCapitals: hasCapitals), ends[next] == nil, !attached.contains(next)
        {
            // A line that goes on with a small letter was only broken to fit a page.
            note(.sentence, at: next)
        } else if !attached.contains(next) {
            note(.word, at: next)
        }
        return next
    }

    /// Looks at a run of marks such as `?!”`, and returns the position after it.
    private mutating func findSentence(from start: Int, hasCapitals: Bool) -> Int {
        let marks = skip(from: start) { Self.enders.contains($0) }
        var next = skip(from: marks) { Self.closers.contains($0) || Self.enders.contains($0) }
        if Self.unspacedEnders.contains(characters[marks - 1]) {
            // Scripts that write their own full stop need no space after it.
            note(.sentence, at: skip(from: next) { $0.isWhitespace })
            return next
        }
        guard next < characters.count, characters[next].isWhitespace else { return next }
        var word = skip(from: next) { $0.isWhitespace }
        if word < characters.count, characters[word] == "»", word + 1 == characters.count || isSpace(before: word + 2) {
            // French has a space before the mark that closes a quotation.
            next = word + 1
            word = skip(from: next) { $0.isWhitespace }
        }
        if marks == start + 1, characters[start] == ".", marks == next, isAbbreviation(before: start, next: word) {
            attached.insert(word)
        } else if !goesOn(from: word, hasCapitals: hasCapitals) {
            note(.sentence, at: word)
        } else if marks > start + 1 || characters[start] != "." {
            note(.clause, at: word)
        }
        return next
    }

    private mutating func findClause(at index: Int) {
        let mark = characters[index]
        if Self.wideClauseMarks.contains(mark) {
            let isInNumber =
                index > 0 && characters[index - 1].isNumber && characters[(index + 1)...].first?.isNumber == true
            if isInNumber { return }
            note(.clause, at: skip(from: index + 1) { Self.closers.contains($0) || $0.isWhitespace })
        } else if Self.clauseMarks.contains(mark) || Self.dashes.contains(mark) && isSpace(before: index) {
            let next = skip(from: index + 1) { Self.closers.contains($0) }
            // Without a space it is a number, a time, an address or a compound.
            if next < characters.count, characters[next].isWhitespace {
                note(.clause, at: skip(from: next) { $0.isWhitespace })
            }
        }
    }

    /// Keeps the strongest of what ends at a position.
    private mutating func note(_ end: TextPiece.End, at position: Int) {
        guard position > 0, position < characters.count else { return }
        ends[position] = max(ends[position] ?? .character, end)
    }

    /// Whether the sentence goes on at a position: with a small letter, perhaps after a quotation mark or a bracket.
    private func goesOn(from position: Int, hasCapitals: Bool) -> Bool {
        let word = skip(from: position) { $0.isPunctuation }
        return hasCapitals && word < characters.count && characters[word].isLowercase
    }

    private func isSpace(before index: Int) -> Bool { index > 0 && characters[index - 1].isWhitespace }

    private func skip(from start: Int, while condition: (Character) -> Bool) -> Int {
        characters[start...].firstIndex { !condition($0) } ?? characters.count
    }

    /// Whether the full stop at `stop` belongs to the word before it, by that word and by what comes next.
    private func isAbbreviation(before stop: Int, next: Int) -> Bool {
        let start = (characters[..<stop].lastIndex { $0.isWhitespace } ?? -1) + 1
        let word = String(characters[start..<stop].drop { $0.isPunctuation })
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        // Initials and their like: J. K., a.m., e.g., U.S.
        if !parts.isEmpty, parts.allSatisfy({ $0.count == 1 && $0.first?.isCased == true }) { return true }
        // Ordinals and numbers of a list; a year ends a sentence.
        if word.count <= 2, !word.isEmpty, word.allSatisfy(\.isNumber) { return true }
        if Self.abbreviations.contains(word.lowercased()) { return true }
        return Self.numberAbbreviations.contains(word.lowercased()) && next < characters.count
            && characters[next].isNumber
    }
}

extension TextBreaks {
    /// Marks after which a sentence ends only when a space follows.
    private static let spacedEnders: Set<Character> = [".", "!", "?", "…", "‼", "⁇", "⁈", "⁉", "．"]

    /// Marks that end a sentence in any case.
    private static let unspacedEnders: Set<Character> = [
        "。", "｡", "！", "？", "؟", "۔", "।", "॥", "։", "\u{1362}", "\u{104B}", "\u{17D4}",
    ]

    private static let enders = spacedEnders.union(unspacedEnders)

    /// What closes a quotation or a bracket, and so belongs to the sentence before it.
    private static let closers: Set<Character> = [
        "\"", "'", "”", "’", "»", "›", ")", "]", "}", "」", "』", "）", "】", "》", "〉", "］", "＂",
    ]

    /// Marks after which a clause ends when a space follows.
    private static let clauseMarks: Set<Character> = [",", ";", ":", "،", "؛", "፣", "፤"]

    /// Marks after which a clause ends in any case.
    private static let wideClauseMarks: Set<Character> = ["、", "，", "；", "：", "—", "―"]

    /// Marks after which a clause ends when they stand between spaces.
    private static let dashes: Set<Character> = ["–", "-"]

    /// Words whose full stop says nothing about the sentence, mostly since a name or an example follows.
    private static let abbreviations: Set<String> = [
        "dr", "mr", "mrs", "ms", "mx", "prof", "st", "mt", "ft", "rev", "hon", "gen", "col", "maj", "capt", "cpt", "lt",
        "sgt",
        "adm", "gov", "sen", "rep", "pres", "supt", "insp", "messrs", "mme", "mlle", "mgr", "sr", "sra", "srta", "dra",
        "hr",
        "fr", "dott", "sig", "alh", "vs", "cf", "ca", "approx", "al", "viz", "resp", "bzw", "vgl", "usw", "ph.d",
    ]

    /// Words whose full stop is not the end of a sentence when a number follows.
    private static let numberAbbreviations: Set<String> = [
        "no", "nos", "nr", "p", "pp", "vol", "ch", "sec", "fig", "figs", "eq", "art", "op", "lit", "jan", "feb", "mar",
        "apr",
        "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ]
}
