import Foundation
import ModelFixtures
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Writing checkpoints")
struct CheckpointWriterTests {
    private struct Mishap: Error, CustomStringConvertible {
        let description = "something went wrong"
    }

    /// Writes tiny-base or tiny-custom with one speaker more into a folder, and gives the result.
    private func write(
        _ tiny: TinyCheckpoint, to url: URL, languages: [String: Int] = [:], extra: (URL) throws -> Void = { _ in }
    ) throws -> Checkpoint {
        let source = try tiny.open()
        var writer = CheckpointWriter(source)
        writer.speakers = ["amina": 1016]
        writer.languages = languages
        writer.rows = [1016: try vector(source)]
        try writer.write(source.loadModel().parameters, to: url, extra: extra)
        return try Checkpoint(url)
    }

    private func vector(_ source: Checkpoint) throws -> Tensor {
        try Tensor((0..<source.configuration.talker.hidden).map { Float($0) / 7 - 1 })
    }

    /// The names and contents of all files.
    private func contents(_ folder: URL) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let url = folder.appending(path: name)
            if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
                contents[name] = try Data(contentsOf: url)
            }
        }
        return contents
    }

    @Test("A base checkpoint becomes one with a speaker, without its speaker encoder")
    func customVoice() throws {
        let folder = try TemporaryFolder()
        let written = try write(.base, to: folder.file("out"), languages: ["hausa": 94])
        #expect(try folder.names == ["out"])
        #expect(written.configuration.type == "custom_voice")
        #expect(written.configuration.talker.speakers == ["amina": SpeakerRow(1016)])
        #expect(written.configuration.talker.languages["hausa"] == 94)
        #expect(written.configuration.talker.languages["english"] == 66)
        #expect(written.rawConfiguration["talker_config"]?["spk_is_dialect"] == .object(["amina": .bool(false)]))

        let before = try SafetensorsFile(TinyCheckpoint.base.url.appending(path: "model.safetensors"))
        let after = try SafetensorsFile(folder.file("out/model.safetensors"))
        #expect(Set(after.names) == Set(before.names.filter { !$0.hasPrefix("speaker_encoder.") }))
        #expect(after.metadata == ["format": "pt"])
        for name in after.names {
            var expected: [Float] = try before.tensor(name).array()
            if name == "talker.model.codec_embedding.weight" {
                let row: [Float] = try vector(TinyCheckpoint.base.open()).array()
                expected.replaceSubrange(1016 * 48..<1017 * 48, with: row)
            }
            #expect(try after.tensor(name).array() == expected, "\(name)")
        }
        let loaded = try written.loadModel()
        #expect(loaded.model.speakerEncoder == nil)
    }

    @Test("Every other small file is taken over as it is, but no other weights, hidden files, folders or description")
    func otherFiles() throws {
        let damaged = try DamagedCheckpoint()
        let more = [
            "special_tokens_map.json", "added_tokens.json", "tokenizer.json", "chat_template.jinja", "LICENSE",
            "speech_tokenizer/configuration.json",
        ]
        let left = [
            "README.md", ".gitattributes", "pytorch_model.bin", "model.safetensors.index.json", "model.gguf",
            "training_state/state.json", ".cache/huggingface/x.json",
        ]
        for name in more + left {
            let file = damaged.url.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("the content of \(name)".utf8).write(to: file)
        }
        // As a folder of the Hub's cache has its files.
        try FileManager.default.moveItem(
            at: damaged.url.appending(path: "merges.txt"), to: damaged.folder.file("merges"))
        try FileManager.default.createSymbolicLink(
            atPath: damaged.url.appending(path: "merges.txt").path, withDestinationPath: "../merges")
        let huge = damaged.url.appending(path: "huge.json")
        try Data().write(to: huge)
        let handle = try FileHandle(forWritingTo: huge)
        try handle.truncate(atOffset: 64_000_001)
        try handle.close()

        _ = try write(TinyCheckpoint(url: damaged.url), to: damaged.folder.file("out"))
        var expected = try contents(TinyCheckpoint.base.url)
        for name in more { expected[name] = Data("the content of \(name)".utf8) }
        let found = try contents(damaged.folder.file("out"))
        #expect(found.keys.sorted() == expected.keys.sorted())
        for (name, content) in found where !["config.json", "model.safetensors"].contains(name) {
            #expect(content == expected[name], "\(name)")
        }
    }

    @Test("Speakers are added to those that there are, and unknown keys stay")
    func updates() throws {
        let damaged = try DamagedCheckpoint(.custom)
        try damaged.configure {
            $0["my_key"] = .array([.integer(1), .null, .number(0.5), .string("x"), .bool(true)])
            var talker = try #require($0["talker_config"])
            talker["my_other"] = .object(["deep": .string("kept")])
            $0["talker_config"] = talker
        }
        let written = try write(TinyCheckpoint(url: damaged.url), to: damaged.folder.file("out"))
        let before = try Checkpoint(damaged.url)
        var speakers = before.configuration.talker.speakers
        speakers["amina"] = SpeakerRow(1016)
        #expect(written.configuration.talker.speakers == speakers)
        #expect(written.configuration.talker.dialects["eric"]?.language == "sichuan_dialect")
        #expect(written.configuration.talker.dialects["amina"]?.language == nil)

        var expected = before.rawConfiguration
        var talker = try #require(expected["talker_config"])
        for (key, value) in [("spk_id", JSONValue.integer(1016)), ("spk_is_dialect", .bool(false))] {
            var entries = try #require(talker[key])
            entries["amina"] = value
            talker[key] = entries
        }
        expected["talker_config"] = talker
        #expect(written.rawConfiguration == expected)
    }

    @Test("A configuration whose speakers are null gets an object of them")
    func nullSpeakers() throws {
        let damaged = try DamagedCheckpoint()
        try damaged.configure {
            var talker = try #require($0["talker_config"])
            talker["spk_id"] = .null
            talker["spk_is_dialect"] = nil
            $0["talker_config"] = talker
        }
        let written = try write(TinyCheckpoint(url: damaged.url), to: damaged.folder.file("out"))
        #expect(written.rawConfiguration["talker_config"]?["spk_id"] == .object(["amina": .integer(1016)]))
        #expect(written.rawConfiguration["talker_config"]?["spk_is_dialect"] == .object(["amina": .bool(false)]))
    }

    @Test("Parameters are written in the dtype that the source has them in")
    func dtypes() throws {
        let damaged = try DamagedCheckpoint()
        try damaged.rewrite { tensors in
            tensors = try tensors.map { (name: $0.name, tensor: try $0.tensor.to(.bfloat16)) }
        }
        _ = try write(TinyCheckpoint(url: damaged.url), to: damaged.folder.file("out"))
        let before = try SafetensorsFile(damaged.weights)
        let after = try SafetensorsFile(damaged.folder.file("out/model.safetensors"))
        for name in after.names {
            #expect(after.dtype(of: name) == .bfloat16, "\(name)")
            guard name != "talker.model.codec_embedding.weight" else { continue }
            #expect(try after.tensor(name).doubles() == before.tensor(name).doubles(), "\(name)")
        }
    }

    @Test("The folder has its name only once it is complete, and what was there before is replaced")
    func atomic() throws {
        let folder = try TemporaryFolder()
        let out = folder.file("out")
        var seen: [String] = []
        _ = try write(.base, to: out) { temporary in
            #expect(!FileManager.default.fileExists(atPath: out.path))
            seen = try FileManager.default.contentsOfDirectory(atPath: temporary.path).sorted()
            try Data("first".utf8).write(to: temporary.appending(path: "extra"))
        }
        #expect(seen.contains("model.safetensors") && seen.contains("config.json"))
        _ = try write(.base, to: out) { try Data("second".utf8).write(to: $0.appending(path: "other")) }
        #expect(try folder.names == ["out"])
        #expect(!FileManager.default.fileExists(atPath: out.appending(path: "extra").path))
        #expect(try Data(contentsOf: out.appending(path: "other")) == Data("second".utf8))
    }

    @Test("A failure leaves nothing, and what was there before as it was")
    func failure() throws {
        let folder = try TemporaryFolder()
        let out = folder.file("out")
        let error = #expect(throws: CheckpointError.self) { try write(.base, to: out) { _ in throw Mishap() } }
        #expect(
            error?.description
                == "The checkpoint '\(out.path)' cannot be written: something went wrong. Nothing half-written was left "
                + "there.")
        #expect(try folder.names == [])
        _ = try write(.base, to: out)
        let before = try contents(out)
        #expect(throws: CheckpointError.self) { try write(.custom, to: out) { _ in throw Mishap() } }
        #expect(try folder.names == ["out"])
        #expect(try contents(out) == before)
    }

    @Test("A place that is under a file is refused")
    func underAFile() throws {
        let folder = try TemporaryFolder()
        try Data("x".utf8).write(to: folder.file("file"))
        let out = folder.file("file/out")
        let error = #expect(throws: CheckpointError.self) { try write(.base, to: out) }
        #expect(
            error?.description
                == "The checkpoint '\(out.path)' cannot be written: '\(folder.file("file").path)' is a file, not a folder. "
                + "Nothing half-written was left there.")
        #expect(try Data(contentsOf: folder.file("file")) == Data("x".utf8))
    }
}
