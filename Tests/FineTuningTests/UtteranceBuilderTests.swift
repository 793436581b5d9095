import FineTuning
import ModelFixtures
import Qwen3TTS
import Testing
import Tokenization

@Suite("Sequence builder")
struct UtteranceBuilderTests {
    private func builder(
        streaming: Double = 0.5, tagged: Double = 0.5, inContext: Double = 0, size: String = "1b7", seed: UInt64 = 1
    ) throws -> UtteranceBuilder {
        let checkpoint = try TinyCheckpoint.base.open()
        var configuration = checkpoint.configuration
        configuration.size = size
        return UtteranceBuilder(
            configuration, tokenizer: try checkpoint.loadTokenizer(),
            languages: checkpoint.configuration.talker.languages, streamingTextRatio: streaming,
            languageTagRatio: tagged, inContextRatio: inContext, seed: seed)
    }

    private func example(_ id: String = "clip", text: String = "Hello, it's 5.", language: String = "English")
        -> UtteranceBuilder.Example
    {
        .init(id: id, text: text, language: language, speaker: 3, frames: [Array(0..<16)])
    }

    private func isStreaming(_ sequence: Utterance) -> Bool { !sequence.prompt.trailingTokens.isEmpty }

    /// The row of the language's tag.
    private func tag(_ sequence: Utterance) -> Int? {
        guard sequence.prompt.codecEntries[3] == .row(170), case .row(let row) = sequence.prompt.codecEntries[5] else {
            return nil
        }
        return row
    }

    @Test("The text, the speaker and the frames are those of the clip")
    func content() throws {
        let sequence = try builder(streaming: 0, tagged: 1).utterance(example(), epoch: 0)
        let checkpoint = try TinyCheckpoint.base.open()
        let expected = Prompt(
            tokens: try checkpoint.loadTokenizer().encode(ChatTemplate.assistant("Hello, it's 5.")),
            speaker: .vector(3),
            language: 66, layout: .wholeText, checkpoint.configuration)
        #expect(sequence == Utterance(prompt: expected, frames: [Array(0..<16)], clip: "clip"))
    }

    @Test("Ratios of 0 and 1 leave no choice", arguments: [(0.0, 0.0), (0, 1), (1, 0), (1, 1)])
    func extremes(streaming: Double, tagged: Double) throws {
        let builder = try builder(streaming: streaming, tagged: tagged)
        for index in 0..<50 {
            let sequence = try builder.utterance(example("clip \(index)"), epoch: index)
            #expect(isStreaming(sequence) == (streaming == 1))
            #expect(tag(sequence) == (tagged == 1 ? 66 : nil))
        }
    }

    @Test("Layouts and tags come in their shares, independently of each other")
    func shares() throws {
        let builder = try builder(streaming: 0.3, tagged: 0.6)
        let kinds = try (0..<2000).map { index in
            let sequence = try builder.utterance(example("clip \(index % 200)"), epoch: index / 200)
            return (isStreaming(sequence), tag(sequence) != nil)
        }
        // Four standard deviations of 2000 draws.
        func expect(_ share: Double, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
            let deviation = (expected * (1 - expected) / 2000).squareRoot()
            #expect(abs(share - expected) < 4 * deviation, "\(share)", sourceLocation: sourceLocation)
        }
        expect(Double(kinds.count { $0.0 }) / 2000, 0.3)
        expect(Double(kinds.count { $0.1 }) / 2000, 0.6)
        expect(Double(kinds.count { $0.0 && $0.1 }) / 2000, 0.18)
    }

    @Test("The choice is a function of the seed, the epoch and the clip")
    func pure() throws {
        func choices(_ seed: UInt64, epoch: Int, clips: some Sequence<Int>) throws -> [Int: Bool] {
            let builder = try builder(seed: seed)
            var result: [Int: Bool] = [:]
            for clip in clips { result[clip] = isStreaming(try builder.utterance(example("c\(clip)"), epoch: epoch)) }
            return result
        }
        let first = try choices(1, epoch: 0, clips: 0..<64)
        #expect(try choices(1, epoch: 0, clips: (0..<64).reversed()) == first)
        #expect(try choices(2, epoch: 0, clips: 0..<64) != first)
        #expect(try choices(1, epoch: 1, clips: 0..<64) != first)
    }

    @Test("'Auto' never has a tag, and names count in any case")
    func languages() throws {
        let builder = try builder(tagged: 1)
        #expect(tag(try builder.utterance(example(language: "Auto"), epoch: 0)) == nil)
        #expect(tag(try builder.utterance(example(language: "auto"), epoch: 0)) == nil)
        #expect(tag(try builder.utterance(example(language: "ENGLISH"), epoch: 0)) == 66)
        #expect(tag(try builder.utterance(example(language: "chinese"), epoch: 0)) == 71)
    }

    // MARK: In context

    @Test("A clip that goes on from another has that one's text and frames before it", arguments: [0.0, 1.0])
    func inContext(streaming: Double) throws {
        let checkpoint = try TinyCheckpoint.base.open()
        let tokenizer = try checkpoint.loadTokenizer()
        var other = example("other", text: " Ina kwana? ", language: "Hausa")
        other.frames = [Array(16..<32), Array(32..<48)]
        let sequence = try builder(streaming: streaming, tagged: 1).utterance(example(), after: other, epoch: 0)
        let prompt = Prompt(
            tokens: tokenizer.encode(ChatTemplate.assistant("Hello, it's 5.")),
            reference: .init(tokens: tokenizer.encode(ChatTemplate.reference("Ina kwana?")), frames: other.frames),
            speaker: .vector(3), language: 66, layout: streaming == 1 ? .streamingText : .wholeText,
            checkpoint.configuration)
        #expect(sequence == Utterance(prompt: prompt, frames: [Array(0..<16)], clip: sequence.clip))

        // Only the clip's own frame and its end are predicted.
        let targets = PredictionTargets([sequence], endOfSpeech: 166)
        #expect(targets.codes == [0, 166])
        #expect(targets.positions == [prompt.count - 1, prompt.count])
        #expect(targets.frames == [Array(0..<16)] && targets.framePositions == [prompt.count - 1])
    }

    @Test("Clips go on from others in their share, from each alike, and never from themselves")
    func references() throws {
        let builder = try builder(inContext: 0.4)
        let clips = (0..<5).map { "clip \($0)" }
        var counts: [Int: Int] = [:]
        for epoch in 0..<400 {
            for (place, clip) in clips.enumerated() {
                guard let chosen = builder.companion(of: clip, at: place, among: clips.count, epoch: epoch) else {
                    continue
                }
                #expect(chosen != place)
                counts[chosen, default: 0] += 1
            }
        }
        // Four standard deviations of 2000 draws: 22 for the sum, 13 for each.
        #expect(abs(counts.values.reduce(0, +) - 800) < 88)
        for clip in clips.indices { #expect(abs(counts[clip, default: 0] - 160) < 52, "\(clip)") }
    }

    @Test("What a clip goes on from is a function of the seed, the epoch and the clip; 0 is never and 1 is always")
    func referencesArePure() throws {
        let clips = (0..<20).map { "clip \($0)" }
        func references(_ ratio: Double, seed: UInt64 = 1, epoch: Int = 0) throws -> [Int?] {
            let builder = try builder(inContext: ratio, seed: seed)
            return clips.enumerated().map { place, clip in
                builder.companion(of: clip, at: place, among: clips.count, epoch: epoch)
            }
        }
        #expect(try references(0).allSatisfy { $0 == nil })
        #expect(try references(1).allSatisfy { $0 != nil })
        #expect(try references(1) == references(1))
        #expect(try references(1) != references(1, seed: 2))
        #expect(try references(1) != references(1, epoch: 1))
        #expect(try builder(inContext: 1).companion(of: "a", at: 0, among: 1, epoch: 0) == nil)
        #expect(try builder(inContext: 1).companion(of: "a", at: 1, among: 2, epoch: 0) == 0)
        #expect(try builder(inContext: 1).companion(of: "a", at: 0, among: 2, epoch: 0) == 1)
    }

    // MARK: Instruct

    @Test("An instruct comes first, but not for a model that is never given one", arguments: ["1b7", "0b6"])
    func instruct(size: String) throws {
        let builder = try builder(size: size)
        var instructed = example()
        instructed.instruct = " Speak slowly. "
        let plain = try builder.utterance(example(), epoch: 0)
        let tokens = try TinyCheckpoint.base.open().loadTokenizer().encode(ChatTemplate.instruct("Speak slowly."))
        let expected = size == "0b6" ? plain.prompt.textTokens : tokens + plain.prompt.textTokens
        #expect(try builder.utterance(instructed, epoch: 0).prompt.textTokens == expected)
        instructed.instruct = "  "
        #expect(try builder.utterance(instructed, epoch: 0) == plain)
    }

    @Test("What cannot be trained on is named")
    func errors() throws {
        let builder = try builder()
        func message(_ example: UtteranceBuilder.Example, after other: UtteranceBuilder.Example? = nil) -> String {
            do {
                _ = try builder.utterance(example, after: other, epoch: 0)
                return "no error"
            } catch {
                return error.description
            }
        }
        #expect(
            message(example(language: "Hausa"))
                == "The clip 'clip' is in 'Hausa', for which the checkpoint has no language tag; it has chinese, english, "
                + "french, german, italian, japanese, korean, portuguese, russian, spanish. Give it one, such as "
                + "NEW_LANGUAGES=hausa=english, or prepare the data with the language Auto.")
        #expect(
            message(example(text: "  "))
                == "The text of the clip 'clip' has no token. Remove the clip, or give it a text.")
        var broken = example()
        broken.frames = [Array(0..<16), Array(0..<8)]
        #expect(
            message(broken)
                == "The codes of the clip 'clip' have 8 codebooks, where the model has 16. Prepare the data with the "
                + "speech tokenizer of this checkpoint.")
        broken.frames = [Array(0..<15) + [64]]
        #expect(
            message(broken)
                == "The codes of the clip 'clip' contain 64, where the model's codebooks have 64 entries. Prepare the "
                + "data with the speech tokenizer of this checkpoint.")
        broken.frames = [[-1] + Array(0..<15)]
        #expect(message(broken).hasPrefix("The codes of the clip 'clip' contain -1, where"))
        #expect(message(example(), after: broken).hasPrefix("The codes of the clip 'clip' contain -1, where"))
        broken.frames = []
        #expect(
            message(example(), after: broken)
                == "The clip 'clip' has no frame of codes for another clip to go on from. Remove its codes from the cache "
                + "(CACHE_DIR), so that they are made again.")
        #expect(
            message(example(), after: example("other", text: " "))
                == "The text of the clip 'other' has no token. Remove the clip, or give it a text.")
    }
}
