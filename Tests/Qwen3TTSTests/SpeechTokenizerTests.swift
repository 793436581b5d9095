import Foundation
import ModelFixtures
import NeuralNetwork
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Speech tokenizer")
struct SpeechTokenizerTests {
    private func tokenizer(
        of golden: TinyCheckpoint, _ parts: SpeechTokenizer.Parts = .both
    ) throws -> SpeechTokenizer {
        try SpeechTokenizer(directory: golden.url.appending(path: "speech_tokenizer"), parts: parts)
    }

    @Test("Codes equal the official ones, and the layers before them agree", arguments: TinyCheckpoint.golden)
    func encode(golden: TinyCheckpoint) throws {
        let file = try golden.tensors()
        let tokenizer = try tokenizer(of: golden, .encoder)
        try withoutGradients {
            let waves = try file.tensors("audio", "wav").map { try $0.array(of: Float.self) }
            for (index, codes) in try tokenizer.encode(batch: waves).enumerated() {
                try expectSame(codes, file.tensor("codec/enc/\(index)/codes"), "codec/enc/\(index)/codes")
            }
            var stages: [String] = []
            _ = try tokenizer.encode(waves[0]) { stage, output in
                stages.append(stage)
                try expectClose(output.squeezed(0), file.tensor("codec/enc/0/\(stage)"), "codec/enc/0/\(stage)")
            }
            #expect(stages == ["seanet", "transformer", "downsample"])
        }
    }

    @Test("Decoded audio agrees with the official one, and so does every layer", arguments: TinyCheckpoint.golden)
    func decode(golden: TinyCheckpoint) throws {
        let file = try golden.tensors()
        let tokenizer = try tokenizer(of: golden, .decoder)
        try withoutGradients {
            for (index, codes) in try file.tensors("codec/dec", "codes").enumerated() {
                let wave = try file.tensor("codec/dec/\(index)/wav")
                try expectClose(tokenizer.decode(codes), wave, tolerance: 5e-4, "codec/dec/\(index)/wav")
            }
            var stages: [String] = []
            _ = try tokenizer.decode(file.tensor("codec/dec/1/codes")) { stage, output in
                guard file.shape(of: "codec/dec/1/\(stage)") != nil else { return }
                stages.append(stage)
                try expectClose(output.squeezed(0), file.tensor("codec/dec/1/\(stage)"), "codec/dec/1/\(stage)")
            }
            #expect(stages == ["quantized", "pre_conv", "pre_transformer", "upsample", "decoder0", "decoder1"])
        }
    }

    @Test(
        "A clip longer than the attention's window decodes in one pass as officially", arguments: TinyCheckpoint.golden)
    func decodeLong(golden: TinyCheckpoint) throws {
        let file = try golden.tensors()
        guard file.shape(of: "codec/dec_long/codes") != nil else { return }
        let samples = try withoutGradients {
            try tokenizer(of: golden, .decoder).decode(file.tensor("codec/dec_long/codes"))
        }
        #expect(samples.shape == [320 * 1920])
        try expectClose(
            samples.narrowed(0, 298 * 1920..<304 * 1920),
            file.tensor("codec/dec_long/wav_unchunked_frames_298_304"), tolerance: 5e-4)
    }

    @Test("The number of frames is the length in frames, rounded up", arguments: [1, 1919, 1920, 1921, 3840, 5000])
    func frameCount(samples: Int) throws {
        let tokenizer = try tokenizer(of: TinyCheckpoint.golden[0], .encoder)
        let codes = try withoutGradients { try tokenizer.encode([Float](repeating: 0.1, count: samples)) }
        #expect(codes.shape == [(samples + 1919) / 1920, 16])
        #expect(codes.dtype == .int64)
    }

    @Test("What cannot be encoded or decoded is refused")
    func refusals() throws {
        let encoder = try tokenizer(of: TinyCheckpoint.golden[0], .encoder)
        let decoder = try tokenizer(of: TinyCheckpoint.golden[0], .decoder)
        let size = decoder.configuration.decoder.codebookSize
        func message(_ body: () throws -> Tensor) -> String? {
            #expect(throws: RecordingError.self) { try body() }?.description
        }
        #expect(
            message { try encoder.encode([]) }
                == "The recording has no samples. Leave it out, or record it again.")
        #expect(
            message { try encoder.decode(.zeros([1, 16], .int64)) }
                == "This speech tokenizer was loaded without its decoder. Load both parts.")
        #expect(
            message { try decoder.encode([0]) }
                == "This speech tokenizer was loaded without its encoder. Load both parts.")
        #expect(
            message { try decoder.decode(.zeros([16, 3], .int64)) }
                == "Codes of the shape [16, 3] cannot be decoded: the speech tokenizer needs [frames, 16] with at least "
                + "one frame. Encode the recording with the tokenizer of this checkpoint.")
        #expect(
            message { try decoder.decode(.zeros([0, 16], .int64)) }
                == "Codes of the shape [0, 16] cannot be decoded: the speech tokenizer needs [frames, 16] with at least "
                + "one frame. Encode the recording with the tokenizer of this checkpoint.")
        #expect(
            message { try decoder.decode(.full([2, 16], Double(size), .int64)) }
                == "The code \(size) of codebook 0 in frame 0 (both counted from 0) cannot be decoded: the codebooks of "
                + "this speech tokenizer have the codes 0 to \(size - 1). Encode the recording with the tokenizer of this "
                + "checkpoint.")
        #expect(message { try decoder.decode(.full([2, 16], -1, .int64)) }?.hasPrefix("The code -1 ") == true)
    }

    @Test("The decoder can be differentiated with respect to its latents")
    func gradient() throws {
        let tokenizer = try tokenizer(of: TinyCheckpoint.golden[0], .decoder)
        let width = tokenizer.configuration.decoder.codebookWidth
        let generator = try RandomGenerator(seed: 7)
        let latents = try generator.normal([1, width, 3]).requiringGradient()
        try tokenizer.waveform(latents: latents).squared().sum().backward()
        let gradient = try #require(try latents.gradient())

        // The slope along the gradient itself, by central differences.
        let direction = try gradient / gradient.norm().item()
        let step = 1e-3
        func loss(_ sign: Double) throws -> Double {
            try withoutGradients {
                try tokenizer.waveform(latents: latents + direction * (sign * step)).squared().sum().item()
            }
        }
        let slope = try (loss(1) - loss(-1)) / (2 * step)
        let norm = try gradient.norm().item()
        #expect(abs(slope - norm) < 0.02 * norm)
    }

    @Test("All parameters that do not fit are reported together")
    func parameters() throws {
        let folder = TinyCheckpoint.golden[0].url.appending(path: "speech_tokenizer")
        let file = try SafetensorsSet(folder.appending(path: "model.safetensors"))
        var configuration = try readConfiguration(
            SpeechTokenizerConfiguration.self, from: folder.appending(path: "config.json"))
        configuration.decoder.layers += 1
        configuration.encoder.intermediate += 1
        configuration.encoder.quantizers -= 1
        let source = CheckpointWeights(file)
        _ = try SpeechTokenizer(configuration: configuration, from: Weights(source))
        let error = #expect(throws: WeightsError.self) { try source.finish() }
        guard case .doNotFit(_, let missing, let misshaped, let surplus)? = error else { return }
        let layer = "decoder.pre_transformer.layers.\(configuration.decoder.layers - 1)"
        #expect(missing.contains("\(layer).mlp_layer_scale.scale") && missing.allSatisfy { $0.hasPrefix(layer) })
        #expect(misshaped.count == 2 * configuration.encoder.layers)
        #expect(misshaped.first?.name == "encoder.encoder_transformer.layers.0.mlp.fc1.weight")
        let last = configuration.encoder.quantizers - configuration.encoder.semanticQuantizers
        let codebook = "encoder.quantizer.acoustic_residual_vector_quantizer.layers.\(last).codebook"
        #expect(surplus == ["cluster_usage", "embed_sum", "initialized"].map { "\(codebook).\($0)" })
    }

    @Test("A configuration survives being written and read")
    func configuration() throws {
        let folder = TinyCheckpoint.golden[0].url.appending(path: "speech_tokenizer")
        let configuration = try readConfiguration(
            SpeechTokenizerConfiguration.self, from: folder.appending(path: "config.json"))
        let written = try JSONEncoder().encode(configuration)
        #expect(try JSONDecoder().decode(SpeechTokenizerConfiguration.self, from: written) == configuration)
        let shipped = SpeechTokenizerConfiguration()
        #expect(shipped.decoder.samplesPerFrame == 1920)
        let again = try JSONDecoder().decode(SpeechTokenizerConfiguration.self, from: JSONEncoder().encode(shipped))
        #expect(again == shipped)
    }
}
