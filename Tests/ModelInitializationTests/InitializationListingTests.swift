import Qwen3TTS
import Testing

@testable import ModelInitialization

@Suite("The parameters of a new checkpoint")
struct InitializationListingTests {
    private func listing(_ size: CheckpointSize, _ type: CheckpointType = .base) throws -> [String: [Int]] {
        let configurations = CheckpointConfigurations(size: size, type: type, ids: [:])
        return Dictionary(
            uniqueKeysWithValues: try ParameterListing.model(CheckpointConfigurations.decoded(configurations.model))
                .map { ($0.name, $0.shape) })
    }

    private func count(_ listing: [String: [Int]]) -> Int {
        listing.values.reduce(0) { $0 + $1.reduce(1, *) }
    }

    /// Numbers of tensors and parameters of the official checkpoints.
    @Test(
        "The real sizes have the official numbers of tensors and parameters",
        arguments: [(CheckpointSize.small, 478, 914_643_008), (.large, 480, 1_928_677_440)])
    func officialNumbers(size: CheckpointSize, tensors: Int, parameters: Int) throws {
        let listing = try listing(size)
        #expect(listing.count == tensors)
        #expect(count(listing) == parameters)
    }

    @Test("The real sizes differ where the official ones do")
    func officialShapes() throws {
        let (small, large) = (try listing(.small), try listing(.large))
        #expect(small["talker.model.text_embedding.weight"] == [151_936, 2048])
        #expect(small["talker.model.codec_embedding.weight"] == [3072, 1024])
        #expect(small["talker.code_predictor.small_to_mtp_projection.weight"] == nil)
        #expect(small["speaker_encoder.fc.weight"] == [1024, 3072, 1])
        #expect(large["talker.model.layers.27.mlp.gate_proj.weight"] == [6144, 2048])
        #expect(large["talker.code_predictor.small_to_mtp_projection.weight"] == [1024, 2048])
        #expect(large["talker.code_predictor.model.codec_embedding.14.weight"] == [2048, 2048])
        #expect(large["talker.code_predictor.lm_head.14.weight"] == [2048, 1024])
    }

    @Test("The real speech tokenizer has the official numbers of tensors and parameters")
    func officialSpeechTokenizer() throws {
        let configurations = CheckpointConfigurations(size: .small, type: .base, ids: [:])
        let listing = try ParameterListing.speechTokenizer(
            CheckpointConfigurations.decoded(configurations.speechTokenizer))
        #expect(listing.count == 496)
        #expect(Set(listing.map(\.name)).count == 496)
        #expect(listing.reduce(0) { $0 + $1.shape.reduce(1, *) } == 170_557_441)
        let unused = "encoder.quantizer.acoustic_residual_vector_quantizer.layers.30.codebook.embed_sum"
        #expect(listing.first { $0.name == unused }?.shape == [2048, 256])
    }

    @Test("The size mini has about twenty million parameters")
    func mini() throws {
        #expect((18_000_000...22_000_000).contains(count(try listing(.mini))))
    }

    @Test("A custom_voice checkpoint has no speaker encoder, and rows for nine speakers and two dialects")
    func customVoice() throws {
        #expect(try !listing(.tiny, .customVoice).keys.contains { $0.hasPrefix("speaker_encoder.") })
        let json = CheckpointConfigurations(size: .small, type: .customVoice, ids: [:]).model
        let talker = try CheckpointConfigurations.decoded(json) as ModelConfiguration
        #expect(talker.talker.speakers.count == 9)
        #expect(talker.talker.speakers["serena"] == SpeakerRow(3066))
        #expect(talker.talker.dialects["eric"]?.language == "sichuan_dialect")
        #expect(talker.talker.dialects["ryan"]?.language == nil)
        #expect(talker.talker.languages["beijing_dialect"] == 2074)
    }

    @Test("Ids of a real configuration are the official ones")
    func officialIDs() throws {
        let json = CheckpointConfigurations(size: .small, type: .base, ids: [:]).model
        let configuration = try CheckpointConfigurations.decoded(json) as ModelConfiguration
        #expect(
            [configuration.textPad, configuration.textBOS, configuration.textEOS] == [151_671, 151_672, 151_673])
        let talker = configuration.talker
        #expect(
            [
                talker.codecPad, talker.codecBOS, talker.codecEOS, talker.think, talker.noThink, talker.thinkBOS,
                talker.thinkEOS,
            ] == [2148, 2149, 2150, 2154, 2155, 2156, 2157])
        #expect(talker.languages["english"] == 2050)
        #expect(talker.languages.count == 10)
    }
}
