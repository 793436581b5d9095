import Testing

@testable import SpeechDataset

@Suite("What YAML takes a text without quotes for")
struct YAMLMeaningTests {
    /// PyYAML's own patterns (6.0.4, `resolver.py`).
    private static func isOther(_ text: String) -> Bool {
        let patterns: [Regex<Substring>] = [
            /~|null|Null|NULL|/, /yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF/, /[=]|<</,
            /[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+/,
            /[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?/,
            /[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)/,
            /[0-9]{4}-[0-9]{2}-[0-9]{2}/,
            /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?/,
        ]
        return patterns.contains { text.wholeMatch(of: $0) != nil }
    }

    @Test("Every text of few signs is taken as PyYAML takes it")
    func everyShortText() {
        let signs = ["0", "1", "8", ".", ":", "_", "e", "-", "x"]
        var texts = [""]
        for _ in 0..<3 { texts += texts.flatMap { text in signs.map { text + $0 } } }
        for text in Set(texts) where text.count < 4 {
            #expect(YAMLMeaning.isOtherThanText(text) == Self.isOther(text), "\(text)")
        }
    }

    @Test(
        "Longer texts, too",
        arguments: [
            "2024-01-01", "2024-1-1 10:00:00", "2024-1-1", "2024-01-01T1:02:03.5 +02:00", "1:59:59.5", "1:60", "-.inf",
            "+.INF", ".nan", "-.nan", "1_000.5e+10", "1.5e10", "0x1F", "0xg", "0o7", "p225", "amina/train-*", "yes",
            "yEs", "null", "~", "=", "<<", "1e5", "-0b1_", "0b", "0x", "08", "00", "12:30", "१२",
        ])
    func longer(text: String) {
        #expect(YAMLMeaning.isOtherThanText(text) == Self.isOther(text))
    }
}
