import Foundation
import Qwen3TTS
import Testing

@Suite("Configuration of the speech tokenizer")
struct SpeechTokenizerConfigurationTests {
    private func read(encoder: String = "", decoder: String = "") throws -> SpeechTokenizerConfiguration {
        let text = #"{"encoder_config": {\#(encoder)}, "decoder_config": {\#(decoder)}}"#
        let url = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: url)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: url) } }
        return try readConfiguration(SpeechTokenizerConfiguration.self, from: url)
    }

    private static let width = #""codebook_dim": 512"#

    @Test("Absent keys have the defaults of the official classes, which are not the shipped sizes throughout")
    func defaults() throws {
        let configuration = try read(decoder: Self.width)
        let shipped = SpeechTokenizerConfiguration()
        #expect(configuration.encoder.quantizers == 32 && configuration.encoder.ratios == [8, 6, 5, 4])
        #expect(configuration.decoder.hidden == 1024 && configuration.decoder.intermediate == 3072)
        #expect(shipped.decoder.hidden == 512 && shipped.decoder.intermediate == 1024)
        #expect(configuration.codebooks == 16 && configuration.samplesPerEncodedFrame == 1920)
    }

    @Test(
        "Sizes that the model cannot have are refused by name",
        arguments: [
            (#""audio_channels": 2"#, "encoder_config.audio_channels", "it is 2, and only 1 is supported"),
            (#""hidden_act": "relu""#, "encoder_config.hidden_act", "it is relu, and only gelu is supported"),
            (
                #""num_key_value_heads": 3"#, "encoder_config.num_key_value_heads",
                "it is 3, and has to divide the 8 heads"
            ),
            (#""head_dim": 7"#, "encoder_config.head_dim", "it is 7, and has to be even and above zero"),
            (
                #""codebook_dim": 128"#, "encoder_config.codebook_dim",
                "it is 128, and has to equal vector_quantization_hidden_dimension, which is 256"
            ),
            (
                #""num_semantic_quantizers": 32"#, "encoder_config.num_semantic_quantizers",
                "it is 32, and there are 32 quantizers in all"
            ),
            (
                #""num_quantizers": 8"#, "encoder_valid_num_quantizers",
                "it is 16, and the encoder has 8 quantizers"
            ),
            (#""_frame_rate": 0"#, "encoder_config._frame_rate", "it is 0.0, and has to be at least 0.1"),
            (
                #""_frame_rate": 50"#, "encoder_config._frame_rate",
                "it is 50.0, more than the [8, 6, 5, 4] of upsampling_ratios give"
            ),
            (
                #""upsampling_ratios": [4096, 4096]"#, "encoder_config.upsampling_ratios",
                "it is [4096, 4096], and its product has to be at most 1000000"
            ),
            (
                #""num_residual_layers": -1"#, "encoder_config.num_residual_layers",
                "it is -1, and has to be between 0 and 8"
            ),
            (#""norm_eps": 0"#, "encoder_config.norm_eps", "it is 0.0, and has to be above zero"),
        ])
    func encoder(json: String, key: String, reason: String) {
        expectImpossible(key, reason) { try read(encoder: json, decoder: Self.width) }
    }

    @Test(
        "And so are those of the decoder",
        arguments: [
            (#""hidden_act": "gelu""#, "decoder_config.hidden_act", "it is gelu, and only silu is supported"),
            (
                #""num_key_value_heads": 5"#, "decoder_config.num_key_value_heads",
                "it is 5, and has to divide the 16 heads"
            ),
            (#""num_quantizers": 1"#, "decoder_config.num_quantizers", "it is 1, and at least 2 are needed"),
            (#""codebook_dim": 33"#, "decoder_config.codebook_dim", "it is 33, and has to be even"),
            (#""decoder_dim": 8"#, "decoder_config.decoder_dim", "it is 8, and each of the 4 blocks halves it"),
            (
                #""upsample_rates": [8, 5, 4]"#, "decode_upsample_rate",
                "it is 1920, and the decoder's rates multiply to 640"
            ),
        ])
    func decoder(json: String, key: String, reason: String) {
        expectImpossible(key, reason) {
            try read(decoder: json.contains("codebook_dim") ? json : "\(Self.width), \(json)")
        }
    }

    @Test("The decoder's codebook width has no default")
    func codebookWidth() {
        let error = #expect(throws: ConfigurationError.self) { try read() }
        guard case .lacksKey(_, let key)? = error else { return }
        #expect(key == "decoder_config.codebook_dim")
    }

    private func expectImpossible(
        _ key: String, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> SpeechTokenizerConfiguration
    ) {
        let error = #expect(throws: ConfigurationError.self, sourceLocation: sourceLocation) { try body() }
        guard case .impossible(_, let found, let why)? = error else {
            Issue.record("\(String(describing: error)) names no value", sourceLocation: sourceLocation)
            return
        }
        #expect(found == key && why == reason, sourceLocation: sourceLocation)
    }
}
