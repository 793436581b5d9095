import Audio
import Foundation
import ModelFixtures
import Qwen3TTS
import SpeechGeneration
import TestSupport
import Testing
import Tokenization
import Torch

@Suite("Synthesizer")
struct SynthesizerTests {
    private let greedy = {
        var options = GenerationOptions(maximumFrames: 9)
        options.talker = SamplingOptions(isSampled: false)
        options.subTalker = SamplingOptions(isSampled: false)
        return options
    }()

    private static let text = "This is the first sentence. This is another one! And here, at last, is a third?"

    private func synthesizer(_ tiny: TinyCheckpoint, pieceLength: Int = 300, retries: Int = 0) throws -> Synthesizer {
        var options = Synthesizer.Options()
        options.pieceLength = pieceLength
        options.retries = retries
        return try Synthesizer(tiny.open(), options, clones: true)
    }

    private func tone() -> [Float] {
        (0..<24000).map { 0.3 * Float(($0 % 100) - 50) / 50 }
    }

    @Test("A long text is its sentences, spoken one by one and joined with pauses", arguments: [1, 2, 8])
    func pieces(batchSize: Int) throws {
        var options = Synthesizer.Options()
        options.pieceLength = 30
        options.batchSize = batchSize
        let synthesizer = try Synthesizer(TinyCheckpoint.custom.open(), options)
        let whole = try synthesizer.speak(SpeechRequest(Self.text, voice: .speaker("ryan"), greedy))
        let pieces = TextSplitter(maximumLength: 30).split(Self.text)
        let alone = try pieces.map { piece in
            try synthesizer.speak(SpeechRequest(piece.text, voice: .speaker("ryan"), greedy))
        }
        #expect(pieces.count == 3)
        #expect(whole.pieces == 3)
        #expect(whole.codes == alone.flatMap(\.codes))
        let expected = Waveform.joining(
            alone.map { Waveform(samples: $0.samples, sampleRate: 24000) }, pauses: pieces.dropLast().map(\.end.pause))
        #expect(whole.samples.count == expected.samples.count)
        #expect(zip(whole.samples, expected.samples).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test("What streams out is what is spoken at once", arguments: [1, 4, 12], [30, 300])
    func streaming(framesAtOnce: Int, pieceLength: Int) throws {
        let synthesizer = try synthesizer(.base, pieceLength: pieceLength)
        let voice = Voice.clone(try synthesizer.cloneVoice(tone(), text: "A tone."))
        var options = greedy
        options.maximumFrames = 30
        let request = SpeechRequest(Self.text, voice: voice, options)
        let whole = try synthesizer.speak(request)
        var samples: [Float] = []
        var counts: [Int] = []
        let streamed = try synthesizer.stream(request, framesAtOnce: framesAtOnce) { chunk, frames in
            samples += chunk
            counts.append(frames)
            return true
        }
        #expect(streamed.codes == whole.codes)
        #expect(samples.count == whole.samples.count)
        #expect(zip(samples, whole.samples).allSatisfy { abs($0 - $1) < 1e-4 })
        #expect((counts.first ?? 99) <= 4, "the first sound comes after a few frames")
        #expect(counts == counts.sorted())
    }

    @Test("A listener who leaves ends the stream")
    func leaving() throws {
        let synthesizer = try synthesizer(.custom)
        var calls = 0
        let speech = try synthesizer.stream(
            SpeechRequest(Self.text, voice: .speaker("ryan"), greedy), framesAtOnce: 1
        ) { _, _ in
            calls += 1
            return calls < 2
        }
        #expect(calls == 2)
        #expect(speech.codes.count < 9)
    }

    @Test("A cloned voice gives the codes of its prompt", arguments: [nil, "A tone."], [nil, true, false])
    func cloning(text: String?, streamsText: Bool?) throws {
        let checkpoint = try TinyCheckpoint.base.open()
        let synthesizer = try synthesizer(.base)
        let voice = try synthesizer.cloneVoice(tone(), text: text)
        let layout = streamsText.map { $0 ? Prompt.Layout.streamingText : .wholeText }
        let speech = try synthesizer.speak(
            SpeechRequest("Hello.", voice: .clone(voice), language: "English", layout: layout, greedy))
        let tokenizer = try checkpoint.loadTokenizer()
        let model = try checkpoint.loadModel().model
        let prompt = Prompt(
            tokens: tokenizer.encode(ChatTemplate.assistant("Hello.")), reference: voice.reference,
            speaker: .vector(0), language: checkpoint.configuration.talker.languages["english"],
            layout: streamsText == false ? .wholeText : .streamingText, checkpoint.configuration)
        let frames = try Generator(model.talker).generate(prompt, speakers: voice.vector.unsqueezed(0), greedy).frames
        #expect(speech.codes == frames)
        #expect(voice.reference?.frames.count == text.map { _ in 13 })
        #expect(speech.samples.count == frames.count * 1920)
    }

    @Test("The text is stripped and composed before it is spoken")
    func normalization() throws {
        let synthesizer = try synthesizer(.custom)
        func codes(_ text: String) throws -> [[Int]] {
            try synthesizer.speak(SpeechRequest(text, voice: .speaker("ryan"), greedy)).codes
        }
        #expect(try codes("\n  Cafe\u{301}. ") == codes("Caf\u{E9}."))
        #expect(try codes("Caf\u{E9}.") != codes("Cafe."))
    }

    @Test("Speech that was cut is tried again with the next seeds, until one ends by itself")
    func retries() throws {
        // Short speech ends by itself with some seeds only.
        let tiny = TinyCheckpoint.custom
        func speech(seed: UInt64, retries: Int) throws -> Synthesizer.Speech {
            try synthesizer(tiny, retries: retries).speak(
                SpeechRequest("Hi.", voice: .speaker("ryan"), GenerationOptions(maximumFrames: 40, seed: seed)))
        }
        let alone = try (0..<8).map { try speech(seed: UInt64($0), retries: 0) }
        let isGood = alone.map { $0.cutPieces == 0 && $0.oddPieces == 0 }
        let bad = try #require(isGood.firstIndex(of: false), "no seed of these goes wrong: \(isGood)")
        #expect(alone.allSatisfy { $0.pieces == 1 && $0.oddPieces >= $0.cutPieces })
        let again = try speech(seed: UInt64(bad), retries: 7 - bad)
        if let good = isGood[bad...].firstIndex(of: true) {
            #expect(again == alone[good])
        } else {
            #expect(again.oddPieces == 1)
        }
    }

    @Test("Texts spoken together are what they are alone, and come as they are finished")
    func batch() throws {
        let synthesizer = try synthesizer(.custom, pieceLength: 30)
        let requests = ["Hello.", Self.text, "Two sentences here. That is the second of them."].map {
            SpeechRequest($0, voice: .speaker("serena"), greedy)
        }
        var found: [Int: Synthesizer.Speech] = [:]
        let rest = try synthesizer.speak(requests) { found[$0] = $1 }
        #expect(rest.isEmpty)
        for (index, request) in requests.enumerated() { #expect(try synthesizer.speak(request) == found[index]) }
    }

    @Test("Stopped work returns what was spoken so far")
    func stopping() throws {
        let synthesizer = try synthesizer(.custom, pieceLength: 30)
        let speech = try synthesizer.speak(SpeechRequest(Self.text, voice: .speaker("ryan"), greedy)) { $0 >= 7 }
        #expect(speech.codes.count == 7)
        #expect(!speech.samples.isEmpty)
    }

    @Test(
        "A request that cannot be spoken is refused before any is",
        arguments: [
            (" \n", "ryan" as String?, SynthesisError.emptyText), ("\u{200b}", "ryan", .emptyText),
            ("…", "ryan", .unspeakableText("…")), ("😀 👍🏽", "ryan", .unspeakableText("😀 👍🏽")),
            ("«—»?!", "ryan", .unspeakableText("«—»?!")),
            ("Hi.", "Nobody", .unknownSpeaker("nobody", available: speakers)),
            ("Hi.", nil, .speakerNeeded(available: speakers)),
        ])
    func refusals(text: String, speaker: String?, error: SynthesisError) throws {
        let request = SpeechRequest(text, voice: .speaker(speaker), greedy)
        let synthesizer = try synthesizer(.custom)
        let good = SpeechRequest("Hello.", voice: .speaker("ryan"), greedy)
        #expect(throws: error) { try synthesizer.speak([good, request]) { _, _ in Issue.record("nothing is spoken") } }
        #expect(throws: error) { try synthesizer.stream(request) { _, _ in true } }
    }

    private static let speakers = [
        "aiden", "dylan", "eric", "ono_anna", "ryan", "serena", "sohee", "uncle_fu", "vivian",
    ]

    @Test(
        "A recording without a voice, or that cannot have its text, is refused",
        arguments: [
            ([Float](repeating: 0, count: 72000), nil as String?, RecordingError.silent(peak: 0)),
            ([Float](repeating: 0.0005, count: 72000), "A tone.", .silent(peak: 0.0005)), ([], nil, .empty),
            ([Float](repeating: 0.1, count: 61 * 24000), nil, .tooLong(seconds: 61, maximum: 60)),
            (
                [Float](repeating: 0.1, count: 20 * 24000), "Hi there.",
                .otherText(seconds: 20, letters: 9, fault: .tooLong)
            ),
            (
                [Float](repeating: 0.1, count: 24000), String(repeating: "many words ", count: 20),
                .otherText(seconds: 1, letters: 219, fault: .tooShort)
            ),
        ])
    func references(samples: [Float], text: String?, error: RecordingError) throws {
        let synthesizer = try synthesizer(.base)
        #expect(throws: error) { try synthesizer.cloneVoice(samples, text: text) }
    }

    @Test("What is wrong with a reference recording is told with what to do")
    func referenceMessages() {
        #expect(
            RecordingError.silent(peak: 0).description
                == "The reference recording is silent (its largest sample is 0.0), and has no voice to clone. Give another."
        )
        #expect(
            RecordingError.tooLong(seconds: 61, maximum: 60).description
                == "The reference recording has 61 s, where at most 60 s are used: cut it to 3 to 15 clean seconds of one speaker."
        )
        #expect(
            RecordingError.otherText(seconds: 1, letters: 219, fault: .tooShort).description
                == "The reference recording has 1.0 s, which is too short for a text of 219 letters: write exactly what is said in it, "
                + "or take only the voice from it with --x-vector-only.")
        #expect(
            SynthesisError.unspeakableText("…").description
                == "The text '…' has no letter and no number: there is nothing to say.")
    }

    @Test("A model that is no base model does not clone, and a reference needs its text")
    func noCloning() throws {
        let custom = TinyCheckpoint.custom.url.path
        #expect(throws: SynthesisError.cannotClone(checkpoint: custom, type: "custom_voice")) {
            try synthesizer(.custom).cloneVoice(tone(), text: nil)
        }
        #expect(throws: SynthesisError.emptyReferenceText) { try synthesizer(.base).cloneVoice(tone(), text: " ") }
    }

    @Test(
        "A length is odd where nobody could speak so fast or so slowly",
        arguments: [
            (0, 10, nil), (20, 10, nil), (60, 10, nil), (61, 10, SpeechLength.Fault.tooLong), (19, 3, nil),
            (32, 3, .tooLong), (200, 300, nil), (75, 300, nil), (74, 300, .tooShort), (1268, 300, nil),
            (1269, 300, .tooLong),
        ])
    func lengths(frames: Int, letters: Int, fault: SpeechLength.Fault?) {
        #expect(SpeechLength.fault(frames: frames, letters: letters) == fault)
    }
}
