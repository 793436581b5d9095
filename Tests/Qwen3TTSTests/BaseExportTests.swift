import Foundation
import ModelFixtures
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Exporting a base checkpoint")
struct BaseExportTests {
    /// tiny-base as fine-tuning leaves it: with a speaker and a language more, and without its speaker encoder.
    private func fineTuned(in folder: TemporaryFolder) throws -> Checkpoint {
        let source = try TinyCheckpoint.base.open()
        var writer = CheckpointWriter(source)
        writer.speakers = ["amina": 1016]
        writer.languages = ["hausa": 94]
        let url = folder.file("tuned")
        let parameters = try source.loadModel().parameters.map { name, tensor in
            (name: name, tensor: name == "talker.codec_head.weight" ? try tensor * 2 : tensor)
        }
        try writer.write(parameters, to: url)
        return try Checkpoint(url)
    }

    @Test("It has the talker of the one and the speaker encoder of the other, bit for bit")
    func weights() throws {
        let folder = try TemporaryFolder()
        let tuned = try fineTuned(in: folder)
        try tuned.exportBase(speakerEncoderFrom: TinyCheckpoint.base.open(), to: folder.file("out"))
        let talker = try SafetensorsFile(folder.file("tuned/model.safetensors"))
        let base = try SafetensorsFile(TinyCheckpoint.base.url.appending(path: "model.safetensors"))
        let found = try SafetensorsFile(folder.file("out/model.safetensors"))
        #expect(Set(found.names) == Set(base.names))
        for name in found.names {
            let origin = name.hasPrefix("speaker_encoder.") ? base : talker
            #expect(found.dtype(of: name) == origin.dtype(of: name), "\(name)")
            #expect(try found.tensor(name).doubles() == origin.tensor(name).doubles(), "\(name)")
        }
        #expect(try Checkpoint(folder.file("out")).loadModel().model.speakerEncoder != nil)
        #expect(try folder.names == ["out", "tuned"])
    }

    @Test("Its configuration is the initial model's, with the new language and the speaker")
    func configuration() throws {
        let folder = try TemporaryFolder()
        let base = try TinyCheckpoint.base.open()
        try fineTuned(in: folder).exportBase(speakerEncoderFrom: base, to: folder.file("out"))
        let written = try Checkpoint(folder.file("out"))
        var expected = base.rawConfiguration
        var talker = try #require(expected["talker_config"])
        var languages = try #require(talker["codec_language_id"])
        languages["hausa"] = .integer(94)
        talker["codec_language_id"] = languages
        talker["spk_id"] = .object(["amina": .integer(1016)])
        talker["spk_is_dialect"] = .object(["amina": .bool(false)])
        expected["talker_config"] = talker
        #expect(written.rawConfiguration == expected)
        #expect(written.rawConfiguration["tts_model_type"] == .string("base"))
    }

    @Test("A link to a checkpoint, such as a run's 'last', is as good as its folder")
    func links() throws {
        let folder = try TemporaryFolder()
        _ = try fineTuned(in: folder)
        try FileManager.default.createSymbolicLink(atPath: folder.file("last").path, withDestinationPath: "tuned")
        try Checkpoint(folder.file("last")).exportBase(
            speakerEncoderFrom: TinyCheckpoint.base.open(), to: folder.file("out"))
        let names = { (name: String) in try FileManager.default.subpathsOfDirectory(atPath: folder.file(name).path) }
        #expect(try names("out").sorted() == names("tuned").sorted())
        #expect(try names("out").contains("merges.txt"))
    }

    @Test("A speaker encoder keeps its own dtype")
    func dtypes() throws {
        let damaged = try DamagedCheckpoint()
        try damaged.rewrite { tensors in
            tensors = try tensors.map { (name: $0.name, tensor: try $0.tensor.to(.bfloat16)) }
        }
        let tuned = try fineTuned(in: damaged.folder)
        try tuned.exportBase(speakerEncoderFrom: Checkpoint(damaged.url), to: damaged.folder.file("out"))
        let found = try SafetensorsFile(damaged.folder.file("out/model.safetensors"))
        #expect(found.dtype(of: "speaker_encoder.fc.weight") == .bfloat16)
        #expect(found.dtype(of: "talker.codec_head.weight") == .float32)
    }

    @Test("What does not fit is refused before anything is written")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let (base, custom) = (try TinyCheckpoint.base.open(), try TinyCheckpoint.custom.open())
        let tuned = try fineTuned(in: folder)
        let out = folder.file("out")
        #expect(throws: CheckpointError.alreadyBase(path: base.url.path)) {
            try base.exportBase(speakerEncoderFrom: base, to: out)
        }
        #expect(throws: CheckpointError.noSpeakerEncoderToTake(path: custom.url.path, type: "custom_voice")) {
            try tuned.exportBase(speakerEncoderFrom: custom, to: out)
        }
        #expect(
            throws: CheckpointError.speakerEncoderWidth(
                path: base.url.path, width: 48, model: custom.url.path, hidden: 40)
        ) {
            try custom.exportBase(speakerEncoderFrom: base, to: out)
        }
        #expect(throws: CheckpointError.exists(path: tuned.url.path)) {
            try tuned.exportBase(speakerEncoderFrom: base, to: tuned.url)
        }
        #expect(try folder.names == ["tuned"])
    }
}
