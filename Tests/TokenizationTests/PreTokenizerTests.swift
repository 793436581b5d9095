import Testing

@testable import Tokenization

@Suite("The pre-tokenizer")
struct PreTokenizerTests {
    @Test(
        "cuts a text as Qwen2's pattern does",
        arguments: [
            ("it's DON'T we'Ve l'été", ["it", "'s", " DON", "'T", " we", "'Ve", " l", "'été"]),
            ("x'\u{17F}'l'r", ["x", "'\u{17F}", "'l", "'r"]),
            ("12½Ⅳ", ["1", "2", "½", "Ⅳ"]),
            ("a  b   c", ["a", " ", " b", "  ", " c"]),
            ("end  ", ["end", "  "]),
            ("a \n\n  b", ["a", " \n\n", " ", " b"]),
            ("hey!!\r\n\nyou", ["hey", "!!\r\n\n", "you"]),
            (" ,. -x", [" ,.", " -", "x"]),
            ("\t\tx\u{A0}1", ["\t", "\tx", "\u{A0}", "1"]),
            ("e\u{301}\u{301}!", ["e", "\u{301}\u{301}!"]),
            ("(a", ["(a"]),
            ("", []),
        ])
    func cuts(text: String, pieces: [String]) {
        let scalars = Array(text.unicodeScalars)
        let found = PreTokenizer(scalars).pieces().map { Array(scalars[$0]) }
        #expect(found == pieces.map { Array($0.unicodeScalars) })
    }
}
