/// Cuts a text into the pieces inside which byte pairs may merge.
///
/// A scanner for Qwen2's pattern, which takes the first alternative that matches:
/// ```
/// (?i:'s|'t|'re|'ve|'m|'ll|'d) | [^\r\n\p{L}\p{N}]?\p{L}+ | \p{N} | ?[^\s\p{L}\p{N}]+[\r\n]* | \s*[\r\n]+ | \s+(?!\S) | \s+
/// ```
/// (the fourth alternative starts with an optional space). Every scalar falls into exactly one piece.
///
/// Reference: `PRETOKENIZE_REGEX` of transformers' `tokenization_qwen2.py`.
struct PreTokenizer {
    private let scalars: [Unicode.Scalar]
    private let classes: [ScalarClass]

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
        classes = scalars.map { ScalarClass($0) }
    }

    /// The pieces, as ranges of scalars, in order.
    func pieces() -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        while start < scalars.count {
            let end = self.end(ofPieceAt: start)
            pieces.append(start..<end)
            start = end
        }
        return pieces
    }

    private func end(ofPieceAt start: Int) -> Int {
        if let end = endOfContraction(at: start) { return end }
        let first = classes[start]
        if first == .letter { return endOfRun(from: start) { $0 == .letter } }
        if first != .lineBreak, first != .number, isClass(.letter, at: start + 1) {
            return endOfRun(from: start + 1) { $0 == .letter }
        }
        if first == .number { return start + 1 }
        let afterSpace = scalars[start] == " " ? start + 1 : start
        if isClass(.other, at: afterSpace) {
            let end = endOfRun(from: afterSpace) { $0 == .other }
            return endOfRun(from: end) { $0 == .lineBreak }
        }
        return endOfWhitespace(from: start)
    }

    /// The last three alternatives: up to the last line break of the run, or all but its last scalar before a word.
    private func endOfWhitespace(from start: Int) -> Int {
        let end = endOfRun(from: start) { $0.isWhitespace }
        if let lineBreak = classes[start..<end].lastIndex(of: .lineBreak) { return lineBreak + 1 }
        return end < scalars.count && end - start > 1 ? end - 1 : end
    }

    private func endOfContraction(at start: Int) -> Int? {
        guard scalars[start] == "'", start + 1 < scalars.count else { return nil }
        switch scalars[start + 1] {
        // U+017F, the long s, is an "s" when case is ignored.
        case "s", "S", "\u{17F}", "t", "T", "m", "M", "d", "D": return start + 2
        case "r", "R", "v", "V": return isScalar("e", or: "E", at: start + 2) ? start + 3 : nil
        case "l", "L": return isScalar("l", or: "L", at: start + 2) ? start + 3 : nil
        default: return nil
        }
    }

    private func isScalar(_ lower: Unicode.Scalar, or upper: Unicode.Scalar, at index: Int) -> Bool {
        index < scalars.count && (scalars[index] == lower || scalars[index] == upper)
    }

    private func isClass(_ wanted: ScalarClass, at index: Int) -> Bool {
        index < classes.count && classes[index] == wanted
    }

    private func endOfRun(from start: Int, where belongs: (ScalarClass) -> Bool) -> Int {
        var end = start
        while end < classes.count, belongs(classes[end]) { end += 1 }
        return end
    }
}
