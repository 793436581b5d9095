import Foundation
import ModelFixtures
import NeuralNetwork
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Mel spectrogram and speaker encoder")
struct SpeakerEncoderTests {
    private struct Configuration: Decodable {
        let speakerEncoder: SpeakerEncoderConfiguration

        enum CodingKeys: String, CodingKey {
            case speakerEncoder = "speaker_encoder_config"
        }
    }

    /// The speaker encoder of a checkpoint; nil where it has none.
    private func encoder(of golden: TinyCheckpoint) throws -> SpeakerEncoder? {
        let file = try SafetensorsSet(golden.url.appending(path: "model.safetensors"))
        guard file.names.contains(where: { $0.hasPrefix("speaker_encoder.") }) else { return nil }
        let configuration = try readConfiguration(
            Configuration.self, from: golden.url.appending(path: "config.json"))
        let source = CheckpointWeights(file)
        for name in file.names where !name.hasPrefix("speaker_encoder.") { source.carryAlong(name) }
        let encoder = try SpeakerEncoder(
            configuration.speakerEncoder, from: Weights(source, path: "speaker_encoder"))
        try source.finish()
        return encoder
    }

    @Test("Mel spectrograms agree with the official ones", arguments: TinyCheckpoint.golden)
    func mel(golden: TinyCheckpoint) throws {
        let file = try golden.tensors()
        let mel = try MelSpectrogram()
        for (index, wave) in try file.tensors("audio", "wav").enumerated() {
            let ours = try mel(wave.array(of: Float.self)).squeezed(0)
            try expectClose(ours, file.tensor("mel/\(index)"), "mel/\(index)")
        }
    }

    @Test("Speaker vectors and every layer on the way agree with the official ones", arguments: TinyCheckpoint.golden)
    func vectors(golden: TinyCheckpoint) throws {
        guard let encoder = try encoder(of: golden) else { return }
        let file = try golden.tensors()
        try withoutGradients {
            for (index, wave) in try file.tensors("audio", "wav").enumerated() {
                let ours = try encoder.embed(wave.array(of: Float.self))
                try expectClose(ours, file.tensor("spk/\(index)"), "spk/\(index)")
            }
            let wave = try file.tensor("audio/0/wav").array(of: Float.self)
            var stages: [String] = []
            _ = try encoder(MelSpectrogram()(wave)) { stage, output in
                stages.append(stage)
                try expectClose(output.squeezed(0), file.tensor("spk/0/\(stage)"), "spk/0/\(stage)")
            }
            #expect(stages == ["block0", "block1", "block2", "block3", "mfa", "asp"])
        }
    }

    @Test("A recording that is too short is refused, and the shortest is not")
    func tooShort() throws {
        let mel = try MelSpectrogram()
        let melError = #expect(throws: RecordingError.self) { try mel([Float](repeating: 0, count: 384)) }
        #expect(
            melError?.description
                == "A recording of 384 samples is too short for the mel spectrogram, which needs at least 385 samples "
                + "at 24 kHz. Give a longer one.")
        #expect(try mel([Float](repeating: 0, count: 385)).shape == [1, 1, 128])

        let encoder = try #require(try encoder(of: TinyCheckpoint.golden[0]))
        let least = encoder.minimumSampleCount
        let error = #expect(throws: RecordingError.self) {
            try encoder.embed([Float](repeating: 0, count: least - 1))
        }
        #expect(error == .tooShort(samples: least - 1, minimum: least, part: "speaker encoder"))
        #expect(try encoder.embed([Float](repeating: 0, count: least)).shape == [encoder.configuration.width])
        #expect(throws: RecordingError.tooShort(samples: 256, minimum: least, part: "speaker encoder")) {
            try encoder(.zeros([1, 1, 128]))
        }
    }

    @Test(
        "Sizes that do not fit each other are refused",
        arguments: [
            (#"{"enc_channels": [8, 8]}"#, "enc_channels", "it has 2 entries, and has to have at least 3"),
            (
                #"{"enc_kernel_sizes": [3]}"#, "enc_kernel_sizes",
                "it has 1 entries, and has to have 5, as many as enc_channels"
            ),
            (
                #"{"enc_channels": [8, 8, 8, 8, 8]}"#, "enc_channels",
                "it is [8, 8, 8, 8, 8], where all but the last have to be equal and the last has to be the sum of "
                    + "those between the first and itself"
            ),
            (#"{"enc_res2net_scale": 5}"#, "enc_res2net_scale", "it is 5, and has to divide the 512 channels"),
            (#"{"enc_dim": 0}"#, "enc_dim", "it is 0, and has to be between 1 and 16777216"),
            (
                #"{"enc_dilations": []}"#, "enc_dilations",
                "it is [], and has to be a list of 1 to 16 numbers between 1 and 16777216"
            ),
            (#"{"sample_rate": 16000}"#, "sample_rate", "it is 16000, and only 24000 is supported"),
        ])
    func impossible(json: String, key: String, reason: String) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID().uuidString).json")
        try Data(#"{"speaker_encoder_config": \#(json)}"#.utf8).write(to: url)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: url) } }
        let error = #expect(throws: ConfigurationError.self) {
            try readConfiguration(Configuration.self, from: url)
        }
        #expect(error == .impossible(path: url.path, key: "speaker_encoder_config.\(key)", reason: reason))
    }
}
