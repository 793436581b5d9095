import Testing

@testable import Tokenization

@Suite("A clean text")
struct CleanTextTests {
    struct Example: Sendable {
        var raw: String
        var text: String
        /// Names and counts; a name with a plus became a space.
        var changes: [String] = []
    }

    static let examples: [Example] = [
        Example(raw: "Good morning, Anna.", text: "Good morning, Anna."), Example(raw: "", text: ""),
        Example(raw: " two  spaces ", text: "two spaces"),
        Example(raw: "Good\u{200B} mor\u{AD}ning\u{AD}", text: "Good morning", changes: ["U+00AD 2", "U+200B 1"]),
        Example(
            raw: "\u{FEFF}a\u{2060}b\u{200E}c\u{202A}d\u{202C}", text: "abcd",
            changes: ["U+200E 1", "U+202A 1", "U+202C 1", "U+2060 1", "U+FEFF 1"]),
        Example(raw: "a \u{200B} b", text: "a b", changes: ["U+200B 1"]),
        Example(raw: "a\u{A0}b\u{202F}?\u{3000}", text: "a b ?", changes: ["U+00A0+ 1", "U+202F+ 1", "U+3000+ 1"]),
        Example(
            raw: "one\r\ntwo\tthree\u{2028}four", text: "one two three four",
            changes: ["U+0009+ 1", "U+000A+ 1", "U+000D+ 1", "U+2028+ 1"]),
        Example(raw: "bell\u{7} nul\u{0}", text: "bell nul", changes: ["U+0000 1", "U+0007 1"]),
        Example(raw: "\u{200B}\u{2063}", text: "", changes: ["U+200B 1", "U+2063 1"]),
        // Persian, a word's end, Latin; an explicit virama, and the last half of a Malayalam letter.
        Example(raw: "می\u{200C}خواهم", text: "می\u{200C}خواهم"),
        Example(raw: "می\u{200C} خواهم", text: "می خواهم", changes: ["U+200C 1"]),
        Example(raw: "Auf\u{200C}lage", text: "Auflage", changes: ["U+200C 1"]),
        Example(raw: "می\u{200C}\u{200C}خواهم", text: "می\u{200C}خواهم", changes: ["U+200C 1"]),
        Example(raw: "क्\u{200D}ष क्\u{200C} ന്\u{200D}", text: "क्\u{200D}ष क्\u{200C} ന്\u{200D}"),
        Example(raw: "a\u{200D}b", text: "ab", changes: ["U+200D 1"]),
        Example(raw: "👨\u{200D}👩\u{200D}👧 ❤\u{FE0F}\u{200D}🔥", text: "👨\u{200D}👩\u{200D}👧 ❤\u{FE0F}\u{200D}🔥"),
        Example(
            raw: "🏴\u{E0067}\u{E0062}\u{E007F} a\u{E0061}", text: "🏴\u{E0067}\u{E0062}\u{E007F} a",
            changes: ["U+E0061 1"]),
        Example(raw: "葛\u{E0100} a\u{FE0F}", text: "葛\u{E0100} a", changes: ["U+FE0F 1"]),
        Example(raw: "ᠠ\u{180E}ᠠ a\u{180E}", text: "ᠠ\u{180E}ᠠ a", changes: ["U+180E 1"]),
        // Private: an ornament goes, what touches a word may be a letter of it.
        Example(raw: "\u{F0B7} First", text: "First", changes: ["U+F0B7 1"]),
        Example(raw: "wo\u{E000}d \u{E001}rd", text: "wo\u{E000}d \u{E001}rd"),
        Example(raw: "e\u{301}, e\u{200B}\u{301}", text: "é, é", changes: ["U+200B 1"]),
        Example(raw: "na\u{FFFD}ve don\u{92}t", text: "na\u{FFFD}ve don\u{92}t"),
    ]

    @Test("has what is seen and spoken, composed, and says what it has not", arguments: examples)
    func cleaning(example: Example) {
        let clean = CleanText(example.raw)
        #expect(Array(clean.text.unicodeScalars) == Array(example.text.unicodeScalars))
        #expect(clean.changes.map { "\($0.name)\($0.becameSpace ? "+" : "") \($0.count)" } == example.changes)
        #expect(CleanText(clean.text).changes == [])
        #expect(CleanText(clean.text).text == clean.text)
    }

    @Test("to be spoken keeps its lines, and loses what is invisible")
    func lines() {
        #expect(speakableText(" One\u{200B}.\n\nTwo\u{A0}! \n") == "One.\n\nTwo\u{A0}!")
    }

    @Test(
        "takes a long text in its stride, whatever it is made of",
        .timeLimit(.minutes(1)),
        arguments: [
            "a", " ", "\u{200B}", "\u{200D}", "می\u{200C}", "\u{E000}", "a\u{301}\u{323}", "\u{301}\u{323}",
            "👨\u{200D}",
            "🇩🇪", "\u{E0061}", "\u{FE0F}",
        ])
    func long(piece: String) {
        let text = String(repeating: piece, count: 100_000 / piece.unicodeScalars.count)
        let clock = ContinuousClock()
        #expect(clock.measure { _ = CleanText(text) } < .seconds(3))
    }

    @Test("does not order more marks than a letter can have")
    func marks() {
        let marks = String(repeating: "\u{301}\u{323}", count: 20)
        #expect(hasTooManyMarks("a" + marks))
        #expect(!hasTooManyMarks("ạ́ and a\u{323}\u{301}"))
        #expect(Array(CleanText("a" + marks).text.unicodeScalars) == Array(("a" + marks).unicodeScalars))
    }
}
