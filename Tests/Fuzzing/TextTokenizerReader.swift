import Foundation
import Tokenization

/// Texts, to tokens and back; and the files of a tokenizer.
enum TextTokenizerReader {
    private static let tokenizer = try? TextTokenizer.reduced(mergesText: "#version: 0.2\nt h\nth e\nĠ a\nĠ the\n")

    static func read(_ input: Data) throws {
        let text = String(decoding: input, as: UTF8.self)
        if let tokenizer {
            let back = try tokenizer.decode(tokenizer.encode(text))
            precondition(back == text.precomposedStringWithCanonicalMapping, "a text comes back as it was")
        }
        _ = TextSplitter().split(text)
        _ = try TextTokenizer.reduced(mergesText: text)
    }
}
