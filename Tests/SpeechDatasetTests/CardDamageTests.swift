import Foundation
import Testing

@testable import SpeechDataset

@Suite("Headers of cards that are meant to do harm", .timeLimit(.minutes(1)))
struct CardDamageTests {
    private func fault(_ header: String) -> SpeechDatasetError? {
        do {
            _ = try DatasetCard(Data("---\n\(header)\n---\n".utf8), source: "README.md")
            return nil
        } catch {
            return error
        }
    }

    private static func anchor(_ name: String, line: Int) -> SpeechDatasetError {
        .brokenCard(
            path: "README.md", line: line,
            reason: "the anchor '&\(name)' is not read: write its value out wherever it stands")
    }

    /// Ten levels that each stand for ten of the one before.
    private static let bomb =
        "a0: &a0 [x, x]\n"
        + (1...12).map { level in
            "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]"
        }.joined(separator: "\n")

    /// Each level lies as deep as a parser goes within the next one.
    private static let depths =
        "a0: &a0 x\n"
        + (1...200).map { level in
            let count = 500
            let (open, close) = (String(repeating: "[", count: count), String(repeating: "]", count: count))
            return "a\(level): &a\(level) \(open)*a\(level - 1)\(close)"
        }.joined(separator: "\n")

    @Test(
        "Anchors are refused before anything they stand for is made",
        arguments: [
            (bomb, "a0", 2), (bomb + "\n? *a12\n: 1", "a0", 2), (depths, "a0", 2), ("a: [1, &b c, *b]", "b", 2),
            ("a:\n- {b: &id001 {c: 1}}\n- *id001", "id001", 3), ("&a b: c", "a", 2), ("a: !!str &b c", "b", 2),
            ("a: &b [*b]", "b", 2),
        ])
    func anchors(header: String, name: String, line: Int) {
        #expect(fault(header) == Self.anchor(name, line: line))
    }

    @Test("The signs within texts are texts")
    func texts() throws {
        let header = """
            title: "Tom &Jerry, *both*"
            short: R &D
            glob: train-*
            list: ["*.parquet", '&x', a*b, c&d]
            long: |
              * one
              &two
            folded: >-
              *a and &b
            """
        #expect(fault(header) == nil)
        let card = try DatasetCard(Data("---\n\(header)\n---\n".utf8), source: "README.md")
        #expect(card["title"]?.text == "Tom &Jerry, *both*")
        #expect(card["list"]?.items?.map(\.text) == ["*.parquet", "&x", "a*b", "c&d"])
        #expect(card["long"]?.text == "* one\n&two\n")
    }

    @Test("An alias of nothing, and a header without end, are named")
    func others() {
        #expect(fault("a: *b") == .brokenCard(path: "README.md", line: 2, reason: "found undefined alias"))
        #expect(
            fault("a: \(String(repeating: "x", count: 1 << 24))")
                == .brokenCard(
                    path: "README.md", line: nil, reason: "it has 16777220 bytes, where at most 16777216 are read"))
        #expect(fault(String(repeating: "[", count: 100_000)) != nil)
        #expect(fault(String(repeating: "{a: ", count: 100_000)) != nil)
    }
}
