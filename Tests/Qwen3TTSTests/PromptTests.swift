import ModelFixtures
import Qwen3TTS
import Testing

@Suite("Prompt")
struct PromptTests {
    /// What a prompt should be, spelled out.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let speaker: Prompt.Speaker
        let language: Int?
        let layout: Prompt.Layout
        let text: [Int]
        let codec: [Prompt.CodecEntry]
        let trailing: [Int]
    }

    // Of tiny-base: text tokens pad 1052, bos 1053, eos 1054; codec rows pad 164, bos 165, think 170, nothink 171,
    // think_bos 172, think_eos 173. The text is the tokens 11, 12, 13 between the role 1, 2, 3 and the tail of five.
    static let cases: [Case] = [
        Case(
            testDescription: "whole text, no tag, no speaker", speaker: .none, language: nil, layout: .wholeText,
            text: [1, 2, 3, 1052, 1052, 1052, 1053, 11, 12, 13, 1054, 1052],
            codec: [
                .none, .none, .none, .row(171), .row(172), .row(173), .row(164), .row(164), .row(164), .row(164),
                .row(164), .row(165),
            ],
            trailing: []),
        Case(
            testDescription: "whole text, no tag, a row", speaker: .row(1016), language: nil, layout: .wholeText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1053, 11, 12, 13, 1054, 1052],
            codec: [
                .none, .none, .none, .row(171), .row(172), .row(173), .row(1016), .row(164), .row(164), .row(164),
                .row(164), .row(164), .row(165),
            ],
            trailing: []),
        Case(
            testDescription: "whole text, no tag, a vector", speaker: .vector(2), language: nil, layout: .wholeText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1053, 11, 12, 13, 1054, 1052],
            codec: [
                .none, .none, .none, .row(171), .row(172), .row(173), .vector(2), .row(164), .row(164), .row(164),
                .row(164), .row(164), .row(165),
            ],
            trailing: []),
        Case(
            testDescription: "whole text, a tag, no speaker", speaker: .none, language: 66, layout: .wholeText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1053, 11, 12, 13, 1054, 1052],
            codec: [
                .none, .none, .none, .row(170), .row(172), .row(66), .row(173), .row(164), .row(164), .row(164),
                .row(164), .row(164), .row(165),
            ],
            trailing: []),
        Case(
            testDescription: "whole text, a tag, a row", speaker: .row(1016), language: 66, layout: .wholeText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1052, 1053, 11, 12, 13, 1054, 1052],
            codec: [
                .none, .none, .none, .row(170), .row(172), .row(66), .row(173), .row(1016), .row(164), .row(164),
                .row(164), .row(164), .row(164), .row(165),
            ],
            trailing: []),
        Case(
            testDescription: "whole text, a tag, a vector", speaker: .vector(0), language: 66, layout: .wholeText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1052, 1053, 11, 12, 13, 1054, 1052],
            codec: [
                .none, .none, .none, .row(170), .row(172), .row(66), .row(173), .vector(0), .row(164), .row(164),
                .row(164), .row(164), .row(164), .row(165),
            ],
            trailing: []),
        Case(
            testDescription: "streaming text, no tag, no speaker", speaker: .none, language: nil,
            layout: .streamingText,
            text: [1, 2, 3, 1052, 1052, 1052, 1053, 11],
            codec: [.none, .none, .none, .row(171), .row(172), .row(173), .row(164), .row(165)],
            trailing: [12, 13, 1054]),
        Case(
            testDescription: "streaming text, no tag, a row", speaker: .row(1016), language: nil,
            layout: .streamingText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1053, 11],
            codec: [.none, .none, .none, .row(171), .row(172), .row(173), .row(1016), .row(164), .row(165)],
            trailing: [12, 13, 1054]),
        Case(
            testDescription: "streaming text, no tag, a vector", speaker: .vector(1), language: nil,
            layout: .streamingText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1053, 11],
            codec: [.none, .none, .none, .row(171), .row(172), .row(173), .vector(1), .row(164), .row(165)],
            trailing: [12, 13, 1054]),
        Case(
            testDescription: "streaming text, a tag, no speaker", speaker: .none, language: 66,
            layout: .streamingText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1053, 11],
            codec: [.none, .none, .none, .row(170), .row(172), .row(66), .row(173), .row(164), .row(165)],
            trailing: [12, 13, 1054]),
        Case(
            testDescription: "streaming text, a tag, a row", speaker: .row(1016), language: 66,
            layout: .streamingText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1052, 1053, 11],
            codec: [.none, .none, .none, .row(170), .row(172), .row(66), .row(173), .row(1016), .row(164), .row(165)],
            trailing: [12, 13, 1054]),
        Case(
            testDescription: "streaming text, a tag, a vector", speaker: .vector(1), language: 66,
            layout: .streamingText,
            text: [1, 2, 3, 1052, 1052, 1052, 1052, 1052, 1053, 11],
            codec: [
                .none, .none, .none, .row(170), .row(172), .row(66), .row(173), .vector(1), .row(164), .row(165),
            ],
            trailing: [12, 13, 1054]),
    ]

    @Test("Every position holds what it should", arguments: cases)
    func positions(expected: Case) throws {
        let prompt = Prompt(
            tokens: [1, 2, 3, 11, 12, 13, 91, 92, 93, 94, 95], speaker: expected.speaker, language: expected.language,
            layout: expected.layout, try TinyCheckpoint.base.open().configuration)
        #expect(prompt.textTokens == expected.text)
        #expect(prompt.codecEntries == expected.codec)
        #expect(prompt.count == expected.text.count)
        #expect(prompt.trailingTokens == expected.trailing)
        let along = (0..<5).map(prompt.textToken(atFrame:))
        #expect(along == (expected.trailing + [1052, 1052, 1052, 1052, 1052]).prefix(5).map(\.self))
    }

    @Test("A text of one token streams with nothing but its end behind it")
    func oneToken() throws {
        let prompt = Prompt(
            tokens: [1, 2, 3, 11, 91, 92, 93, 94, 95], speaker: .none, language: nil, layout: .streamingText,
            try TinyCheckpoint.base.open().configuration)
        #expect(prompt.textTokens == [1, 2, 3, 1052, 1052, 1052, 1053, 11])
        #expect(prompt.trailingTokens == [1054])
    }

    // MARK: What it goes on from, and how to speak

    /// The reference says 21, 22 in so many frames.
    private func prompt(frames: Int, instruct: [Int] = [], _ layout: Prompt.Layout) throws -> Prompt {
        Prompt(
            tokens: [1, 2, 3, 11, 12, 13, 91, 92, 93, 94, 95],
            reference: .init(
                tokens: [1, 2, 3, 21, 22, 91, 92], frames: (0..<frames).map { Array(repeating: $0, count: 16) }),
            instruct: instruct, speaker: .row(1016), language: nil, layout: layout,
            try TinyCheckpoint.base.open().configuration)
    }

    private let head: (text: [Int], codec: [Prompt.CodecEntry]) = (
        [1, 2, 3, 1052, 1052, 1052, 1052, 1053],
        [.none, .none, .none, .row(171), .row(172), .row(173), .row(1016), .row(164)]
    )

    @Test("Whole text: the reference's text before the text, its frames after the start of speech")
    func wholeReference() throws {
        let prompt = try prompt(frames: 2, .wholeText)
        #expect(prompt.textTokens == head.text + [21, 22, 11, 12, 13, 1054, 1052, 1052, 1052])
        let texts = Array(repeating: Prompt.CodecEntry.row(164), count: 6)
        #expect(prompt.codecEntries == head.codec + texts + [.row(165), .frame(0), .frame(1)])
        #expect(prompt.trailingTokens.isEmpty)
        #expect(prompt.referenceFrames == [Array(repeating: 0, count: 16), Array(repeating: 1, count: 16)])
    }

    @Test(
        "Streaming text runs along with the reference's frames; what is left runs on",
        arguments: [
            (1, [21, 22], [11, 12, 13, 1054]),
            (3, [21, 22, 11, 12], [13, 1054]),
            (5, [21, 22, 11, 12, 13, 1054], []),
            (7, [21, 22, 11, 12, 13, 1054, 1052, 1052], []),
        ])
    func streamingReference(frames: Int, text: [Int], trailing: [Int]) throws {
        let prompt = try prompt(frames: frames, .streamingText)
        #expect(prompt.textTokens == head.text + text)
        #expect(prompt.codecEntries == head.codec + [.row(165)] + (0..<frames).map(Prompt.CodecEntry.frame))
        #expect(prompt.trailingTokens == trailing)
        #expect(prompt.textToken(atFrame: trailing.count) == 1052)
    }

    @Test("An instruct comes first, with nothing in the codec channel", arguments: Prompt.Layout.allCases)
    func instruct(layout: Prompt.Layout) throws {
        let plain = try prompt(frames: 2, layout)
        let instructed = try prompt(frames: 2, instruct: [31, 32, 33], layout)
        #expect(instructed.textTokens == [31, 32, 33] + plain.textTokens)
        #expect(instructed.codecEntries == [.none, .none, .none] + plain.codecEntries)
        #expect(instructed.trailingTokens == plain.trailingTokens)
    }
}
