/// Finds added tokens in a text: the leftmost first, and the longest of those that start at the same place.
struct AddedTokenSplitter: Sendable {
    /// A part of a text.
    enum Segment: Equatable {
        /// The bytes of ordinary text.
        case text(Range<Int>)
        /// The id of an added token.
        case token(Int)
    }

    private struct Candidate: Sendable {
        let bytes: [UInt8]
        let id: Int
    }

    /// By first byte; the longest first.
    private let candidates: [UInt8: [Candidate]]

    init(_ tokens: [AddedToken]) {
        var candidates: [UInt8: [Candidate]] = [:]
        for token in tokens {
            let bytes = Array(token.content.utf8)
            if let first = bytes.first { candidates[first, default: []].append(Candidate(bytes: bytes, id: token.id)) }
        }
        self.candidates = candidates.mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
    }

    /// Cuts the UTF-8 of a text.
    ///
    /// A match never begins inside a character, since no token's UTF-8 does.
    func segments(of text: [UInt8]) -> [Segment] {
        var segments: [Segment] = []
        var textStart = 0
        var position = 0
        while position < text.count {
            guard let match = match(in: text, at: position) else {
                position += 1
                continue
            }
            if textStart < position { segments.append(.text(textStart..<position)) }
            segments.append(.token(match.id))
            position += match.bytes.count
            textStart = position
        }
        if textStart < text.count { segments.append(.text(textStart..<text.count)) }
        return segments
    }

    private func match(in text: [UInt8], at position: Int) -> Candidate? {
        candidates[text[position]]?.first { text[position...].starts(with: $0.bytes) }
    }
}
