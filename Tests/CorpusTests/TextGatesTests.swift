import Testing

@testable import Corpus

@Suite("Texts that are odd")
struct TextGatesTests {
    struct Example: Sendable {
        var text: String
        var language = "English"
        var findings: [String] = []
    }

    static let sound: [Example] = [
        Example(text: "Well, that's it - isn't it? \u{201C}Yes!\u{201D} (She smiled.)"),
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
        Example(text: " – ? ", findings: ["no_letters: the text ' – ? ' has no letter"]),
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
        Example(text: "It is **so** good", findings: ["markup: the text has '**'"]),
        Example(text: "One [ bracket", findings: ["markup: the text has '['"]),
        Example(text: "na\u{FFFD}ve", findings: ["markup: the text has the character U+FFFD"]),
        Example(text: "a bell\u{7}", findings: ["markup: the text has the character U+0007"]),
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
        TextGates(limits: limits).findings(example.text, language: example.language).map {
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
}
