import Foundation
import GoldenCases
import ModelFixtures
import NeuralNetwork
import Qwen3TTS
import SpeechGeneration
import TestSupport
import Testing
import Torch

/// Against what the official package generates, in every layout that it has.
@Suite("Official generation")
struct OfficialGenerationTests {
    @Test("Greedy codes are the official ones in every layout", arguments: TinyCheckpoint.all)
    func codes(tiny: TinyCheckpoint) throws {
        let golden = try GenerationCases(tiny)
        let talker = try golden.checkpoint.loadModel().model.talker
        let vectors = try golden.speakers()
        #expect(golden.all.count >= 14)
        for (name, utterance) in golden.all {
            let result = try Generator(talker).generate(
                golden.prompt(utterance), speakers: vectors, golden.options(utterance))
            try expectSame(
                talker.codes(result.frames, on: .cpu), golden.file.tensor("gen/\(name)/codes"), name)
            #expect(result.hasEnded == utterance.hasEnded, "\(name)")
        }
    }

    @Test(
        "Tokens, prefixes, hidden states and logits are the official ones in every layout",
        arguments: TinyCheckpoint.all)
    func teacherForced(tiny: TinyCheckpoint) throws {
        let golden = try GenerationCases(tiny)
        let talker = try golden.checkpoint.loadModel().model.talker
        let vectors = try golden.speakers()
        for (name, utterance) in golden.all {
            func expected(_ tensor: String) throws -> Tensor { try golden.file.tensor("gen/\(name)/\(tensor)") }
            let tokens = try golden.tokens(utterance)
            #expect(try tokens.text == expected("text_ids").integers(), "\(name)")
            if let tokens = tokens.reference { #expect(try tokens == expected("ref_text_ids").integers(), "\(name)") }
            if let tokens = tokens.instruct { #expect(try tokens == expected("instruct_ids").integers(), "\(name)") }

            let prompt = try golden.prompt(utterance)
            let frames = try expected("codes").integers().pieces(of: talker.configuration.codeGroups)
            let sequence = Utterance(prompt: prompt, frames: frames)
            try withoutGradients {
                let embeddings = try talker.embed([sequence], speakers: vectors, .float32, on: .cpu)
                let prefix = try embeddings.select(0, 0).narrowed(0, 0..<prompt.count)
                try expectClose(prefix, expected("prefix_embeds"), "the prefix of \(name)")
                let start = prompt.count - 1
                let hidden = try talker(embeddings).select(0, 0).narrowed(0, start..<start + frames.count)
                try expectClose(hidden, expected("hidden"), "the states of \(name)")
                try expectClose(talker.codecHead(hidden), expected("logits_code0"), "the logits of \(name)")
                let codes = try talker.codes([frames[0]], on: .cpu)
                let sub = try talker.codePredictor.logits(
                    hidden: hidden.narrowed(0, 0..<1), firstEmbeddings: talker.codecEmbedding(codes.select(1, 0)),
                    codes: codes)
                try expectClose(
                    stacked(sub, 1).select(0, 0), expected("logits_sub_frame0"), "the first frame's logits of \(name)")
            }
        }
    }

    @Test("Probabilities are those of the official logits processors", arguments: TinyCheckpoint.all)
    func sampling(tiny: TinyCheckpoint) throws {
        let golden = try GenerationCases(tiny)
        let settings = try #require(golden.parameters.sampling)
        let options = SamplingOptions(
            temperature: settings.temperature, topK: settings.topK, topP: settings.topP,
            repetitionPenalty: settings.repetitionPenalty)
        let logits = try golden.file.tensor("sampling/logits")
        let previous = try golden.file.tensor("sampling/previous_codes")
        let vocabulary = logits.size(1)
        let end = golden.checkpoint.configuration.talker.codecEOS
        for row in 0..<logits.size(0) {
            let candidates = Sampler.candidates(
                try logits.select(0, row).contiguous().array(), options,
                previous: Set(try previous.select(0, row).integers())
            ) { $0 == end || $0 < vocabulary - 1024 }
            var found = Array(repeating: 0.0, count: vocabulary)
            for (token, probability) in candidates { found[token] = probability }
            let expected = try golden.file.tensor("sampling/probs").select(0, row).doubles()
            #expect(found.map { $0 > 0 } == expected.map { $0 > 0 })
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }
}

extension Array {
    /// Pieces of a length that divides the whole.
    fileprivate func pieces(of length: Int) -> [[Element]] {
        stride(from: 0, to: count, by: length).map { Array(self[$0..<$0 + length]) }
    }
}
