import Testing
import Tokenization

@testable import DataPreparation

@Suite("Texts that are odd")
struct TextGatesTests {
    struct Example: Sendable {
        var text: String
        var language = "English"
        var findings: [String] = []
    }

    static let sound: [Example] = [
        Example(text: "Well, that's it - isn't it? \u{201C}Yes!\u{201D} She smiled."),
        Example(text: "Café, naïve, œuvre; a rate of 50 %.".replacing("50", with: "fifty"), language: "French"),
        Example(text: "Ɓarayi sun ɗauki ƙaramar ƴar tsana, ba a ji daɗi ba; ʼyan mata.", language: "Hausa"),
        Example(text: "يا مالم، ina kwana", language: "Hausa"),
        Example(text: "Со спокойным мужеством, Скайлс ожидал всего: iPhone и ёлка.", language: "Russian"),
        Example(text: "他穿着T恤走了。", language: "Chinese"),
        Example(text: "東京タワーへ、ようこそ。", language: "Japanese"),
        Example(text: "안녕하세요, 여러분.", language: "Korean"),
        Example(text: "नमस्ते दोस्तों।", language: "Hindi"),
        Example(text: "Что угодно", language: "Auto"), Example(text: "Что угодно", language: "Klingon"),
        Example(text: "AT&T, rock & roll, e.g. this."),
    ]

    static let odd: [Example] = [
        Example(text: "...", findings: ["no_letters: the text '...' has no letter"]),
        Example(text: " – ? ", findings: ["no_letters: the text '– ?' has no letter"]),
        Example(
            text: "In 1984 and 2001.",
            findings: ["digits: the text has the digits '1984', which may be read otherwise than they are spoken"]),
        Example(
            text: "٣ أبواب", language: "Arabic",
            findings: ["digits: the text has the digits '٣', which may be read otherwise than they are spoken"]),
        Example(text: "So <b>bold</b>.", findings: ["markup: the text has '<b>'"]),
        Example(text: "See https://a.org/x now", findings: ["markup: the text has 'https://a.org/x'"]),
        Example(text: "See www.a.org", findings: ["markup: the text has 'www.a.org'"]),
        Example(text: "Mail me@a.org today", findings: ["markup: the text has 'me@a.org'"]),
        Example(text: "You &amp; me", findings: ["markup: the text has '&amp;'"]),
        Example(text: "Oh [laughter] no", findings: ["markup: the text has '[laughter]'"]),
        Example(text: "Oh {breath} no", findings: ["markup: the text has '{breath}'"]),
        Example(text: "It is **so** good", findings: ["markup: the text has '**so**'"]),
        Example(text: "One [ bracket", findings: ["markup: the text has '['"]),
        Example(
            text: "na\u{FFFD}ve",
            findings: [
                "broken_encoding: the text has the character U+FFFD, which stands for bytes that could not be read: "
                    + "save the transcript again as UTF-8"
            ]),
        Example(
            text: "don\u{92}t",
            findings: [
                "broken_encoding: the text has the character U+0092, as of a text in cp1252 that was read as Latin-1: "
                    + "save the transcript again as UTF-8"
            ]),
        Example(
            text: "wo\u{E000}d",
            findings: [
                "broken_encoding: the text has the character U+E000, which means something in one font or program "
                    + "alone: write what is said"
            ]),
        Example(
            text: "itâ€™s late",
            findings: [
                "broken_encoding: the text has 'â€™', which was '’' in UTF-8 and was read in another encoding: "
                    + "save the transcript again as UTF-8"
            ]),
        Example(text: "a bell\u{7}", findings: ["invisible_characters: invisible and removed: U+0007"]),
        Example(
            text: "a\u{AD}b\u{AD} c\u{200B}\td",
            findings: [
                "invisible_characters: invisible and removed: U+00AD (2), U+200B; made an ordinary space: U+0009"
            ]),
        Example(
            text: "Zal" + String(repeating: "\u{335}", count: 31) + "go",
            findings: ["markup: the text has a letter with more than 30 marks on it"]),
        Example(
            text: "Привет всем",
            findings: ["wrong_script: 10 of 10 letters are of another script than English has (Cyrillic)"]),
        Example(
            text: "Привет", language: "Hausa",
            findings: ["wrong_script: 6 of 6 letters are of another script than Hausa has (Cyrillic)"]),
        Example(
            text: "privet vsem", language: "Russian",
            findings: ["wrong_script: 10 of 10 letters are of another script than Russian has (Latin)"]),
        Example(
            text: "The c\u{430}t sat here",
            findings: ["mixed_script: the word 'c\u{430}t' has Cyrillic and Latin letters"]),
        Example(
            text: "<i>Привет 5</i>",
            findings: [
                "markup: the text has '<i>'",
                "wrong_script: 6 of 8 letters are of another script than English has (Cyrillic)",
                "digits: the text has the digits '5', which may be read otherwise than they are spoken",
            ]),
    ]

    private func findings(_ example: Example, _ limits: PreparationLimits = PreparationLimits()) -> [String] {
        TextGates(limits: limits).findings(CleanText(example.text), language: example.language).map {
            "\($0.reason.rawValue): \($0.detail)"
        }
    }

    @Test("What is written as it is spoken passes", arguments: sound)
    func passes(example: Example) { #expect(findings(example) == []) }

    @Test("What is not is found, with what it is", arguments: odd)
    func isFound(example: Example) { #expect(findings(example) == example.findings) }

    @Test("A gate that is off finds nothing", arguments: odd)
    func off(example: Example) {
        var limits = PreparationLimits()
        limits.gates = [:]
        #expect(findings(example, limits) == [])
    }

    @Test("The share of letters of another script is allowed up to its limit, and not above")
    func share() {
        var limits = PreparationLimits()
        let example = Example(text: "abcdefg где")
        limits.maximumForeignLetterShare = 0.3
        #expect(findings(example, limits) == [])
        limits.maximumForeignLetterShare = 0.29
        #expect(
            findings(example, limits) == [
                "wrong_script: 3 of 10 letters are of another script than English has (Cyrillic)"
            ])
    }

    @Test(
        "What is never spoken is markup, in every usual form",
        arguments: [
            ("Oh [laugh] no", "[laugh]"), ("Oh <laugh> no", "<laugh>"), ("Dear {X}", "{X}"),
            ("*sighs* Well", "*sighs*"),
            ("This was (inaudible) for me", "(inaudible)"), ("((coughs)) So", "((coughs))"),
            ("♪ in the rain ♪", "♪ in the rain ♪"),
            ("a #tag here", "#tag"), ("ask @name, please", "@name"), ("[[noise]] Yes", "[[noise]]"),
            ("an <unk> word", "<unk>"),
            ("Well (laughs) yes", "(laughs)"), ("はい【笑】", "【笑】"), ("はい（笑）", "（笑）"), ("you &amp; me", "&amp;"),
            ("you &#39;re", "&#39;"), ("a|b", "|"), ("<|im_end|>", "<|im_end|>"), ("fun :joy: now", ":joy:"),
            ("ftp://a.org/x, now", "ftp://a.org/x"), ("mail me@a.org.", "me@a.org"), ("~~no~~ yes", "~~"),
            ("a `b` c", "`"),
            ("Yes (clears throat) no", "(clears throat)"), ("Non (rires) oui", "(rires)"),
            ("Ja (lacht leise) nein", "(lacht leise)"),
            ("Да (смеётся) нет", "(смеётся)"), ("He said (...) yes", "(...)"), ("So (Music) then", "(Music)"),
            ("漢\u{FFF9}字\u{FFFA}か\u{FFFB}", "U+FFF9"), ("one ] two", "]"), ("--laughs-- Yes", "-laughs-"),
            ("so %cough% then", "%cough%"),
        ])
    func markup(text: String, found: String) { #expect(MarkupScan(text).markup == found) }

    @Test(
        "What may be spoken is kept, and named",
        arguments: [
            ("the (old) road", "(old)"), ("She came. (She smiled.)", "(She smiled.)"), ("well ~ yes", "~"),
            ("Great 😀!", "😀"),
            ("a ) b", ")"), ("a ( b", "("),
            ("the music (the loud music of the night) played", "(the loud music of the night)"),
            ("C# code", "#"), ("this → that", "→"), ("at @ home", "@"),
        ])
    func asides(text: String, found: String) {
        #expect(MarkupScan(text).markup == nil)
        #expect(MarkupScan(text).aside == found)
        let finding = Finding(.unspoken, "the text has '\(found)', which may be nothing that is spoken")
        #expect(TextGates(limits: PreparationLimits()).findings(CleanText(text), language: "English") == [finding])
    }

    @Test(
        "What is sound has neither",
        arguments: [
            "don`t", "AT&T & me; yes", "half past 10:30:15", "Note: this; that", "《红楼梦》", "「はい」", "“Yes,” he said.",
            "え〜と",
        ])
    func neither(text: String) {
        #expect(MarkupScan(text).markup == nil)
        #expect(MarkupScan(text).aside == nil)
    }

    @Test(
        "Text that was read in a wrong encoding is known by what nobody writes",
        arguments: [
            ("cafÃ©", "é"), ("itâ€™s", "’"), ("â€œYes", "“"), ("20Â°", "°"), ("Â«OuiÂ»", "«"), ("fiancÃ\u{AD}", "í"),
            ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "р"),
            ("sÄ±nÄ±f", "ı"), ("É“arayi", "ɓ"), ("Æ™asar", "ƙ"), ("ä½\u{A0}å¥½", "你"), ("ðŸ˜€", "😀"), ("à¤¨à¤®", "न"),
            ("ï»¿Hello", "\u{FEFF}"),
            ("锟斤拷", "\u{FFFD}"), ("Ø§Ù„", "ا"),
        ])
    func mojibake(text: String, meant: String) {
        #expect(Mojibake.first(in: text)?.meant.unicodeScalars.first == meant.unicodeScalars.first)
    }

    @Test(
        "Sound text with accents beside punctuation is none",
        arguments: [
            "„Spaß“, sagte er – „großer Spaß“…", "Das macht Spaß… und", "“CAFÉ” and ‘OLÉ’", "Úžasný Ôš", "À… demain",
            "MAÇÃ” MANHÃ…",
            "É… bom", "« café…» à…", "NESCAFÉ® is", "Él dijo: “¡Ñandú!”", "naïve façade, Ærø, Ålborg", "Ɓarayi ƙasa",
            "été—hiver", "Привет, мир",
        ])
    func soundText(text: String) { #expect(Mojibake.first(in: text) == nil) }

    @Test(
        "A long text takes a time in proportion, whatever it is made of",
        .timeLimit(.minutes(1)),
        arguments: [
            "a", "(", "[", "@", "a@", "#", "&a", ":", "*", "w", "Ã", "É“", "笑（", "(laughs ", "<", "'", "1", "é",
        ])
    func long(piece: String) {
        let text = String(repeating: piece, count: 30_000)
        let clock = ContinuousClock()
        let time = clock.measure {
            let findings = TextGates(limits: PreparationLimits()).findings(CleanText(text), language: "English")
            #expect(findings.allSatisfy { $0.detail.count < 300 })
            _ = ApostropheUse.apostrophes(in: text)
        }
        #expect(time < .seconds(5))
    }

    @Test(
        "Apostrophes are told from quotation marks",
        arguments: [
            ("don't and it’s", "'’"), ("'yan mata", "'"), ("‘Yes,’ he said", ""), ("'Well' isn't", "'"),
            ("ʼyan da ba`a", "`ʼ"),
            ("the dogs’ bowls", "’"), ("'' and ' here", ""), ("No sign.", ""), ("L´amour", "´"),
        ])
    func apostrophes(text: String, signs: String) {
        #expect(ApostropheUse.apostrophes(in: text) == Set(signs.unicodeScalars))
    }
}
