import Testing
import Tokenization

@Suite("Splitting a text into pieces to be spoken")
struct TextSplitterTests {
    /// The pieces with a limit in characters.
    private func pieces(_ text: String, _ limit: Int) -> [String] {
        TextSplitter(maximumLength: limit) { $0.count }.split(text).map(\.text)
    }

    /// The sentences: what a limit gives that splits wherever a sentence ends and nowhere else.
    private func sentences(_ text: String) -> [String] {
        // A sentence is as long as the limit, so that neither two fit nor one has to be broken.
        TextSplitter(maximumLength: 1) { $0.count < text.count ? 1 : 2 }.split(text).map(\.text)
    }

    @Test(
        "leaves a short text whole",
        arguments: ["Sannu!", "One. Two.\n\nThree.", "…", "Dr. No", "'Yan mata sun zo: ɓauna, ɗaki, ƙasa, ƴaƴa."])
    func short(text: String) {
        #expect(TextSplitter().split("  \(text)\n") == [TextPiece(text, end: .paragraph)])
    }

    @Test("finds nothing in a text without words", arguments: ["", "   ", "\n\u{3000}"])
    func empty(text: String) {
        #expect(TextSplitter().split(text).isEmpty)
    }

    @Test(
        "ends a sentence at its marks, with what closes it",
        arguments: [
            "One.|Two!|Three?|Four…|Five", "Really?!|No...|Yes.", "“He came.”|(She left.)|\"So?\"|'No.'|Well.",
            "« Ça va ? »|Oui.", "»Nein!«|Doch.", "It was 1984.|Then 1985 came.", "ما هذا؟|لا شيء۔|نعم.",
            "यह है।|वह था।", "Line one|Line two|\"Three\"", "See Node.js.|Then go.",
            "Lokaci ya yi.|'Yan mata sun zo.|Ƙasa ce.",
        ])
    func sentenceEnds(marked: String) {
        let expected = marked.split(separator: "|").map(String.init)
        #expect(sentences(expected.joined(separator: "\n")) == expected)
        guard !marked.hasPrefix("Line") else { return }
        #expect(sentences(expected.joined(separator: " ")) == expected)
    }

    @Test("ends a Chinese or Japanese sentence without a space")
    func wide() {
        #expect(sentences("他来了。真的吗？「是的。」好！三") == ["他来了。", "真的吗？", "「是的。」", "好！", "三"])
    }

    @Test(
        "sees no end in numbers, abbreviations, initials, addresses and what goes on with a small letter",
        arguments: [
            "Pi is 3.14 and e is 2.72", "Dr. Smith met Mr. Jones and Mrs. Hall in St. Louis", "J. K. Rowling wrote it",
            "Take fruit, e.g. Apples, i.e. Food", "Apples, pears, etc. are fruit", "He waited... and left",
            "See https://a.example/b.c?d=e.f and www.example.org now", "At 5 a.m. Monday it rained",
            "Use version 1.2.3 here",
            "Am 3. Oktober war es", "Read No. 5 and Fig. 123", "“Really?” he said", "A line that was\nbroken to fit",
            "The U.S. Senate", "Prof.\nHall", "３．１４です",
        ])
    func noEnds(text: String) {
        #expect(sentences("\(text). Then it ended.") == ["\(text).", "Then it ended."])
    }

    @Test("takes a small letter for a beginning where there are no capital letters")
    func withoutCapitals() {
        #expect(sentences("sannu. ina kwana? lafiya") == ["sannu.", "ina kwana?", "lafiya"])
    }

    @Test("makes few pieces, and these equally long")
    func balance() {
        #expect(pieces("Aaaa aa. Bbb bb. Cccc cc. Ddd dd.", 26) == ["Aaaa aa. Bbb bb.", "Cccc cc. Ddd dd."])
        #expect(pieces("Aaaa. Bbbb bbbb. Cc.", 14) == ["Aaaa.", "Bbbb bbbb. Cc."])
    }

    @Test(
        "splits a long sentence at its clauses, else between words, else between characters",
        arguments: [
            ("One two, three four; five six", 11, ["One two,", "three four;", "five six"]),
            ("One two — three four - five", 12, ["One two —", "three four -", "five"]),
            ("他说，好的、可以；走吧", 4, ["他说，", "好的、", "可以；", "走吧"]),
            ("It costs 1,000 at 12:30, or so", 24, ["It costs 1,000 at 12:30,", "or so"]),
            ("one two three four", 10, ["one two", "three four"]),
            ("abcdefghij", 4, ["abcd", "efg", "hij"]),
            ("Ina son 'yan'uwana sosai", 12, ["Ina son", "'yan'uwana", "sosai"]),
            ("12：30，3，000—9，好的吧好的", 14, ["12：30，3，000—9，", "好的吧好的"]),
            ("Well... yes it is", 10, ["Well...", "yes it is"]),
        ])
    func fallbacks(text: String, limit: Int, expected: [String]) {
        #expect(pieces(text, limit) == expected)
    }

    @Test("says what each piece ends at, and how long to pause there")
    func ends() {
        let splitter = TextSplitter(maximumLength: 6) { $0.filter { !$0.isWhitespace }.count }
        #expect(
            splitter.split("One it.\n\nTwo is. Abc, it defg hi klmnopqr").map(\.end)
                == [.paragraph, .sentence, .clause, .word, .character, .paragraph])
        #expect(TextPiece.End.allCases.map(\.pause) == [0, 0, 0.1, 0.25, 0.5])
        #expect(TextPiece.End.allCases == TextPiece.End.allCases.sorted())
    }

    @Test("gives punctuation that stands alone to its neighbour")
    func punctuation() {
        #expect(sentences("Hello. ... World.") == ["Hello. ...", "World."])
        #expect(sentences("Hello.\n— World.") == ["Hello.", "— World."])
        #expect(pieces("!!! ??? Hello you", 5) == ["!!! ??? Hello", "you"])
        #expect(pieces("Ça va ?", 5) == ["Ça", "va ?"])
    }

    @Test("counts what is spoken: three for a Chinese, Japanese or Korean character")
    func spokenLength() {
        #expect(TextSplitter.spokenLength("Ɗan 漢かハ한𠀀") == 19)
        #expect(TextSplitter().split(String(repeating: "好。", count: 80)).count == 2)
    }

    @Test("measures with what it is given")
    func measure() {
        let words = TextSplitter(maximumLength: 2) { $0.split(separator: " ").count }
        #expect(words.split("One two. Three four. Five.").map(\.text) == ["One two.", "Three four.", "Five."])
    }

    @Test("loses nothing but white space, keeps to the limit and leaves no piece without words", arguments: 0..<300)
    func property(seed: Int) {
        let parts = [
            "sannu", "Ɗan'uwa", "Dr.", "3.14", "他来了。", "don't", "e\u{301}", ",", "—", "...", "?!", "\"", "(so)", "a",
            "x.y",
            "https://a.example/b", ".", "!", "\n", "\n\n", " ", "  ", "\t", "👩‍👩‍👧", "यह।", "؟", "supercalifragilistic",
            "B", "I.",
        ]
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        var text = ""
        for _ in 0..<(seed + 1) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += parts[Int(state >> 33) % parts.count] + ((state >> 20) % 3 == 0 ? "" : " ")
        }
        let limit = 5 + seed % 60
        let found = pieces(text, limit)
        var rest = Substring(speakableText(text))
        for piece in found {
            #expect(rest.hasPrefix(piece))
            rest = rest.dropFirst(piece.count).drop { $0.isWhitespace }
            #expect(piece == speakableText(piece))
            #expect(found.count == 1 || piece.contains { !$0.isPunctuation && !$0.isWhitespace })
            // Only punctuation may exceed the limit.
            #expect(piece.count(where: { !$0.isPunctuation && !$0.isWhitespace }) <= limit)
        }
        #expect(rest.isEmpty)
    }

    @Test("gives the text back when its pieces are joined by spaces")
    func joined() {
        let text =
            "Sannu, Dr. Musa! Ina kwana? Yau 3.14 ne. 'Yan mata sun zo a 5 a.m. daga Kano; sun tafi. Amma... shi ke nan."
        for limit in 12...text.count {
            #expect(pieces(text, limit).joined(separator: " ") == text)
        }
    }

    @Test("takes a book without a mark in its stride")
    func book() {
        let text = String(repeating: "kalma ", count: 20_000)
        #expect(TextSplitter().split(text).count == 400)
    }
}
