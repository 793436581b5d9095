import Foundation
import ModelFixtures
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Checkpoint")
struct CheckpointTests {
    @Test(
        "A checkpoint loads with every parameter, in float32 or as it lies in the file", arguments: TinyCheckpoint.all)
    func loading(tiny: TinyCheckpoint) throws {
        let checkpoint = try tiny.open()
        let file = try SafetensorsFile(tiny.url.appending(path: "model.safetensors"))
        let loaded = try checkpoint.loadModel(isFrozen: { $0.contains("text_embedding") })
        #expect(Set(loaded.parameters.map(\.name)) == Set(file.names))
        #expect((loaded.model.speakerEncoder != nil) == (tiny.url == TinyCheckpoint.base.url))
        for (name, tensor) in loaded.parameters {
            #expect(try tensor.array(of: Float.self) == file.tensor(name).array(of: Float.self), "\(name)")
        }
    }

    @Test("A folder that is missing, a file, or incomplete is named")
    func folders() throws {
        let damaged = try DamagedCheckpoint()
        try FileManager.default.removeItem(at: damaged.url.appending(path: "speech_tokenizer/config.json"))
        #expect(
            damaged.message()
                == "The checkpoint 'DIR/checkpoint' has no 'speech_tokenizer/config.json'. Copy the whole folder of the "
                + "checkpoint; its files are config.json, model.safetensors, vocab.json, merges.txt, "
                + "tokenizer_config.json and speech_tokenizer/.")
        try FileManager.default.removeItem(at: damaged.url.appending(path: "config.json"))
        #expect(
            damaged.message()
                == "The checkpoint 'DIR/checkpoint' has no 'config.json'. Copy the whole folder of the checkpoint; its "
                + "files are config.json, model.safetensors, vocab.json, merges.txt, tokenizer_config.json and "
                + "speech_tokenizer/.")
        try FileManager.default.removeItem(at: damaged.url)
        #expect(
            damaged.message()
                == "There is no checkpoint at 'DIR/checkpoint'. Give the folder of a Qwen3-TTS checkpoint, or the "
                + "name of one on the Hugging Face Hub such as Qwen/Qwen3-TTS-12Hz-0.6B-Base, or make one with 'qwen3-tts init'."
        )
        try Data("{}".utf8).write(to: damaged.url)
        #expect(
            damaged.message()
                == "'DIR/checkpoint' is a file, where the folder of a checkpoint is expected (config.json, "
                + "model.safetensors, ...).")
    }

    @Test(
        "Every other message is exact",
        arguments: [
            (
                CheckpointError.noSpeakerEncoder(path: "c"),
                "The checkpoint 'c' is of the type custom_voice and has no speaker encoder, so it cannot learn a new "
                    + "speaker's voice from a reference recording. Start from a base checkpoint."
            ),
            (
                .alreadyBase(path: "c"),
                "The checkpoint 'c' is a base checkpoint already, with a speaker encoder of its own. Use it as it is."
            ),
            (
                .noSpeakerEncoderToTake(path: "c", type: "custom_voice"),
                "The checkpoint 'c' has no speaker encoder to take: its type is custom_voice. Name the base checkpoint "
                    + "that the fine-tuning started from."
            ),
            (
                .speakerEncoderWidth(path: "b", width: 2048, model: "c", hidden: 1024),
                "The speaker encoder of 'b' makes vectors of 2048 values, where 'c' needs 1024. Name the base checkpoint "
                    + "that the fine-tuning started from, or another of that size."
            ),
            (
                .cannotWrite(path: "c", reason: "No space left on device"),
                "The checkpoint 'c' cannot be written: No space left on device. Nothing half-written was left there."
            ),
            (.exists(path: "c"), "'c' exists already. Choose another folder, or remove it first."),
        ])
    func messages(error: CheckpointError, text: String) {
        #expect(error.description == text)
    }

    @Test("A file of weights that is cut off is named")
    func truncated() throws {
        let damaged = try DamagedCheckpoint()
        let content = try Data(contentsOf: damaged.weights)
        let header = 8 + content.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let data = content.count - header
        try content.dropLast(4).write(to: damaged.weights)
        #expect(
            damaged.message()
                == "'DIR/checkpoint/model.safetensors' is cut off: its header describes \(data) bytes of data and it has "
                + "\(data - 4). Download or copy it again.")
        try content.prefix(5).write(to: damaged.weights)
        #expect(
            damaged.message()
                == "'DIR/checkpoint/model.safetensors' is not a safetensors file: it has 5 bytes, and the header alone "
                + "takes more than 8. Download or copy it again.")
    }

    @Test("A header that lies is refused")
    func hostile() throws {
        let damaged = try DamagedCheckpoint()
        try Data([UInt8](repeating: 0xFF, count: 64)).write(to: damaged.weights)
        #expect(
            damaged.message()
                == "'DIR/checkpoint/model.safetensors' is not a safetensors file, or is cut off: it announces a header "
                + "of 18446744073709551615 bytes and has 64 bytes in all. Download or copy it again.")
        let json = #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#
        var bytes = [UInt8](repeating: 0, count: 8)
        bytes[0] = UInt8(json.utf8.count)
        try Data(bytes + Array(json.utf8) + [0, 0, 0, 0]).write(to: damaged.weights)
        #expect(
            damaged.message()
                == "The tensor 'a' in 'DIR/checkpoint/model.safetensors' has the impossible shape "
                + "[4611686018427387904, 4].")
    }

    @Test("Missing, surplus and misshaped parameters are named all at once")
    func misfits() throws {
        let damaged = try DamagedCheckpoint()
        try damaged.rewrite { tensors in
            tensors.removeAll { $0.name == "talker.model.norm.weight" || $0.name == "talker.codec_head.weight" }
            tensors.append(("talker.extra", try .zeros([2])))
            let index = try #require(tensors.firstIndex { $0.name == "talker.model.layers.0.mlp.up_proj.weight" })
            tensors[index].tensor = try .zeros([3, 5])
        }
        #expect(
            damaged.message() == """
                The parameters in 'DIR/checkpoint/model.safetensors' do not fit the model that its config.json describes:
                  The parameter 'talker.model.layers.0.mlp.up_proj.weight' has the shape [3, 5], where the model needs [128, 48].
                  The parameter 'talker.codec_head.weight' is missing.
                  The parameter 'talker.model.norm.weight' is missing.
                  The parameter 'talker.extra' is not one of the model's.
                Use the config.json that came with these parameters, or download the checkpoint again.
                """)
    }

    // MARK: Rows

    @Test("New speakers get rows from 3000's counterpart on, in alphabetical order")
    func rows() throws {
        let rows = try TinyCheckpoint.base.open().rows(forSpeakers: ["zoe", "ada", "max"])
        #expect(rows == ["ada": 1016, "max": 1017, "zoe": 1018])
    }

    @Test("Names that have a row keep it, and nobody gets a row that is taken")
    func stableRows() throws {
        // Of tiny-custom, 1026 belongs to uncle_fu and 1082 to serena.
        let checkpoint = try TinyCheckpoint.custom.open()
        let names = (10..<22).map { "new\($0)" }
        let rows = try checkpoint.rows(forSpeakers: names + ["serena"])
        #expect(rows["serena"] == 1082)
        #expect(names.map { rows[$0] } == Array(1016...1025) + [1027, 1028])
    }

    @Test("After the last row of the table come those before 3000, and then it is full")
    func fullTable() throws {
        let checkpoint = try TinyCheckpoint.base.open()
        // 72 rows from 1016 to the end, 752 from 264 on.
        let names = (0..<825).map { "s\($0 + 1000)" }
        let rows = try checkpoint.rows(forSpeakers: names.dropLast())
        #expect(rows["s1071"] == 1087)
        #expect(rows["s1072"] == 264)
        #expect(rows["s1823"] == 1015)
        #expect(Set(rows.values).count == 824)
        let error = #expect(throws: CheckpointError.self) { try checkpoint.rows(forSpeakers: names) }
        #expect(
            error?.description.replacing(checkpoint.url.path, with: "tiny-base")
                == "There is no free row left in the codec embedding of 'tiny-base' for 's1824': 905 are used by codes, "
                + "control tokens, languages and speakers. Train fewer speakers into one model.")
    }

    @Test("New languages get free rows among the tags; known ones keep theirs")
    func languageRows() throws {
        // 66, 69, 70, 71, ... are taken; 64 + 30 is the first that is looked at.
        let rows = try TinyCheckpoint.base.open().rows(forNewLanguages: ["yoruba", "hausa", "english"])
        #expect(rows == ["hausa": 94, "yoruba": 95])
    }

    @Test("A checkpoint in several files with an index is loaded, and saved as one")
    func shards() throws {
        let damaged = try DamagedCheckpoint()
        let file = try SafetensorsFile(damaged.weights)
        let before = try Checkpoint(damaged.url).loadModel().parameters.map { try $0.tensor.array(of: Float.self) }
        var map: [String: String] = [:]
        for (number, part) in [file.names.prefix(9), file.names.dropFirst(9)].enumerated() {
            let name = "model-0000\(number + 1)-of-00002.safetensors"
            try SafetensorsWriter.write(part.map { ($0, try file.tensor($0)) }, to: damaged.url.appending(path: name))
            for tensor in part { map[tensor] = name }
        }
        try JSONEncoder().encode(["weight_map": map]).write(
            to: damaged.url.appending(path: "model.safetensors.index.json"))
        try FileManager.default.removeItem(at: damaged.weights)
        let checkpoint = try Checkpoint(damaged.url)
        let loaded = try checkpoint.loadModel()
        #expect(try loaded.parameters.map { try $0.tensor.array(of: Float.self) } == before)
        let copy = damaged.folder.file("copy")
        try CheckpointWriter(checkpoint).write(loaded.parameters, to: copy)
        let names = try FileManager.default.contentsOfDirectory(atPath: copy.path)
        #expect(names.contains("model.safetensors") && !names.contains { $0.contains("index") || $0.contains("-of-") })
        try FileManager.default.removeItem(at: damaged.url.appending(path: "model-00002-of-00002.safetensors"))
        #expect(
            damaged.message()
                == "The index 'DIR/checkpoint/model.safetensors.index.json' names the file 'model-00002-of-00002.safetensors', which is "
                + "not beside it. Download or copy it again.")
    }

    @Test(
        "A speaker or a language whose row lies outside the table is named",
        arguments: ["spk_id", "codec_language_id"], [-1, 96, 5000])
    func rowsOutside(table: String, row: Int) throws {
        let damaged = try DamagedCheckpoint(.custom)
        let rows = try TinyCheckpoint.custom.open().configuration.talker.vocabulary
        try damaged.configure { configuration in
            var talker = try #require(configuration["talker_config"])
            var entries = talker[table] ?? .object([:])
            entries["anna"] = .integer(row < 0 ? row : rows + row - 96)
            talker[table] = entries
            configuration["talker_config"] = talker
        }
        #expect(
            damaged.message()
                == "The file 'DIR/checkpoint/config.json' gives 'anna' the row \(row < 0 ? row : rows + row - 96) (\(table)), and the codec "
                + "embedding has the rows 0 to \(rows - 1). Use the config.json that came with the weights, or correct the row."
        )
    }

    @Test("A weight that is no number is named before anything is computed")
    func notFinite() throws {
        let damaged = try DamagedCheckpoint()
        try damaged.rewrite { tensors in
            let index = try #require(
                tensors.firstIndex { $0.name.contains("code_predictor.model.layers.0.mlp.down_proj") })
            try tensors[index].tensor.select(0, 0).fill(.nan)
        }
        #expect(
            damaged.message().hasPrefix(
                "The weights in 'DIR/checkpoint/model.safetensors' are not all numbers: "
                    + "'talker.code_predictor.model.layers.0.mlp.down_proj.weight' has infinities or no numbers at all."
            ))
    }
}
