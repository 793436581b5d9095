/// Splits a long text where a reader would breathe, so that each piece is as long as the model speaks well.
///
/// A text within the limit stays whole. A longer one is split at the ends of sentences, into as few pieces as possible, and
/// these as equally long as possible. A sentence is split only when it is longer than the limit alone: after a clause, else
/// between words, and a word only when it is too long itself.
public struct TextSplitter: Sendable {
    /// The length that a piece may have, in the unit of the measure.
    public let maximumLength: Int

    private let length: @Sendable (String) -> Int

    /// Makes a splitter with a limit.
    ///
    /// The default, 300 by ``spokenLength(_:)``, is about 20 seconds of speech: well within the 30 seconds that a training clip
    /// may have, so that the model is asked for no longer breath than it has learnt, and long enough for several sentences to
    /// share one intonation.
    ///
    /// - Parameters:
    ///   - maximumLength: the limit, which must be positive.
    ///   - length: measures a sentence, a clause or a word, for example by its number of tokens; the length of a piece is the
    ///     sum over what it is put together from.
    public init(
        maximumLength: Int = 300, length: @escaping @Sendable (String) -> Int = { TextSplitter.spokenLength($0) }
    ) {
        precondition(maximumLength > 0, "a piece may have a length")
        self.maximumLength = maximumLength
        self.length = length
    }

    /// The number of characters, where a Chinese, Japanese or Korean one counts thrice: it is a syllable or two, and letters
    /// come about 15 a second.
    public static func spokenLength(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            switch character.unicodeScalars.first?.value ?? 0 {
            // Kana, ideographs and Hangul syllables, those beyond the basic plane too.
            case 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF: sum + 3
            default: sum + 1
            }
        }
    }

    /// The pieces of a text, in order; none for a text without words.
    ///
    /// The text first goes through ``speakableText(_:)``. Only white space between two pieces is lost, and every piece has
    /// something to say: punctuation that stands alone goes with its neighbour, even if that exceeds the limit. A text that
    /// is nothing but punctuation comes back as it is.
    public func split(_ raw: String) -> [TextPiece] {
        let text = speakableText(raw)
        if text.isEmpty { return [] }
        if length(text) <= maximumLength { return [TextPiece(text, end: .paragraph)] }
        let breaks = TextBreaks(text)
        let units = joiningUnspoken(units(of: breaks, in: breaks.characters.indices, at: .sentence))
        return grouping(units).map { group in
            let last = units[group.upperBound - 1]
            let words = breaks.characters[units[group.lowerBound].range.lowerBound..<last.range.upperBound]
            return TextPiece(speakableText(String(words)), end: last.end)
        }
    }

    /// What is not split any further.
    private struct Unit {
        var range: Range<Int>
        var end: TextPiece.End
        /// Of the words alone, as they count at the end of a piece.
        var length: Int
        /// With the white space that follows, as they count before other words.
        var fullLength: Int
        var isSpoken: Bool

        mutating func append(_ next: Unit) {
            range = range.lowerBound..<next.range.upperBound
            end = next.end
            length = fullLength + next.length
            fullLength += next.fullLength
            isSpoken = isSpoken || next.isSpoken
        }
    }

    /// The sentences of a range, those that are too long taken apart at the next weaker kind of end.
    private func units(of breaks: TextBreaks, in range: Range<Int>, at level: TextPiece.End) -> [Unit] {
        let inner = breaks.positions(in: range, at: level)
        let bounds = [range.lowerBound] + inner + [range.upperBound]
        return zip(bounds, bounds.dropFirst()).flatMap { lower, upper -> [Unit] in
            let characters = breaks.characters[lower..<upper]
            let words = characters.prefix(upTo: (characters.lastIndex { !$0.isWhitespace } ?? lower) + 1)
            let size = length(String(words))
            if size > maximumLength, characters.count > 1, let weaker = TextPiece.End(rawValue: level.rawValue - 1) {
                return units(of: breaks, in: lower..<upper, at: weaker)
            }
            let isSpoken = characters.contains { !$0.isPunctuation && !$0.isWhitespace }
            let fullSize = words.count == characters.count ? size : length(String(characters))
            let end = breaks.end(at: upper)
            return [
                Unit(range: lower..<upper, end: end, length: size, fullLength: fullSize, isSpoken: isSpoken)
            ]
        }
    }

    /// The units, where each without anything to say has joined the neighbour that it is closer to.
    private func joiningUnspoken(_ units: [Unit]) -> [Unit] {
        var joined: [Unit] = []
        for unit in units {
            // What is first and unspoken waits for the next.
            if let last = joined.last, !last.isSpoken || (!unit.isSpoken && last.end <= unit.end) {
                joined[joined.count - 1].append(unit)
            } else {
                joined.append(unit)
            }
        }
        if joined.count > 1, let last = joined.last, !last.isSpoken {
            joined.removeLast()
            joined[joined.count - 1].append(last)
        }
        return joined
    }

    /// The best way to put neighbours together: the fewest breaks in words, then between words, then at clauses; then the
    /// fewest pieces; then the smallest sum of squared lengths, which is the most equal.
    private func grouping(_ units: [Unit]) -> [Range<Int>] {
        typealias Cost = (characters: Int, words: Int, clauses: Int, pieces: Int, squares: Double)
        // The best cost of the units before each index, and where the last piece of that way begins.
        var best: [(cost: Cost, start: Int)] = [((0, 0, 0, 0, 0), 0)]
        for end in 1...units.count {
            let kind = units[end - 1].end
            var found: (cost: Cost, start: Int)?
            var size = 0
            for start in stride(from: end - 1, through: 0, by: -1) {
                size += start == end - 1 ? units[start].length : units[start].fullLength
                if size > maximumLength, start < end - 1 { break }
                var cost = best[start].cost
                cost.characters += kind == .character ? 1 : 0
                cost.words += kind == .word ? 1 : 0
                cost.clauses += kind == .clause ? 1 : 0
                cost.pieces += 1
                cost.squares += Double(size) * Double(size)
                if let known = found, !(cost < known.cost) { continue }
                found = (cost, start)
            }
            if let found { best.append(found) }
        }
        var groups: [Range<Int>] = []
        var end = units.count
        while end > 0 {
            groups.append(best[end].start..<end)
            end = best[end].start
        }
        return groups.reversed()
    }
}
