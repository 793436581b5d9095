import Audio
import DatasetFixtures
import Foundation
import Parquet
import TestSupport
import Testing

@testable import SpeechDataset

@Suite("Opening prepared datasets")
struct PreparedDatasetTests {
    let shards: ShardFolder

    init() throws { shards = try ShardFolder() }

    private func open() throws -> PreparedDataset { try PreparedDataset.open(shards.url) }

    private func message(_ work: () throws -> Void) -> String {
        do {
            try work()
            return "no error"
        } catch {
            return shards.shortened("\(error)")
        }
    }

    @Test("Each configuration is a speaker with shards, splits and voices")
    func layout() throws {
        try shards.twoSpeakers(shards: 2)
        try shards.voice("a+2.wav")
        let dataset = try open()
        #expect(dataset.speakers.map(\.name) == ["a", "b"])
        #expect(
            dataset.speakers[0].train == ["a/train-00000-of-00002.parquet", "a/train-00001-of-00002.parquet"])
        #expect(dataset.speakers[0].validation == ["a/validation-00000-of-00001.parquet"])
        #expect(dataset.speakers[0].references == ["voices/a.wav", "voices/a+2.wav"])
        #expect(dataset.notes.isEmpty)
        let clips = try dataset.clips(.train)
        #expect(clips.map(\.speaker) == Array(repeating: "a", count: 6) + ["b", "b", "b"])
        #expect(clips[1].id == ShardFolder.Row.id(1))
        #expect(clips[1].text == "Sentence 1." && clips[1].language == "English" && clips[1].codes?.frames == 4)
        #expect(try dataset.clips(.validation).count == 3)
    }

    @Test("What Python pushed without configurations is the speaker 'default', and a test serves for validation")
    func pushed() throws {
        var row = ShardFolder.Row(1)
        row.path = "clips/one.mp3"
        row.duration = nil
        try shards.write([row], "data/train-00000-of-00001.parquet", tokenizer: nil, text: "sentence")
        try shards.write([row], "data/test-00000-of-00001.parquet", tokenizer: nil, text: "sentence")
        let dataset = try open()
        #expect(dataset.speakers.map(\.name) == ["default"])
        #expect(dataset.notes == ["default has no split 'validation': 'test' takes its place"])
        let clip = try #require(try dataset.clips(.train).first)
        // The SHA-256 of 'recording 1', since the path is none.
        #expect(clip.id.count == 64 && clip.id != ShardFolder.Row.id(1))
        #expect(clip.text == "Sentence 1." && clip.codes?.frames == 4)
    }

    @Test("Speakers are selected by name, in any case and in the order asked for")
    func selection() throws {
        try shards.twoSpeakers()
        #expect(try open().select(speakers: ["B", "a", "b"]).speakers.map(\.name) == ["b", "a"])
        #expect(try open().select(speakers: []).speakers.map(\.name) == ["a", "b"])
        #expect(throws: SpeechDatasetError.speakersNotInDataset(["x"], available: ["a", "b"])) {
            try open().select(speakers: ["x", "a"])
        }
        try shards.write([.init(1)], "C D/train-00000-of-00001.parquet")
        #expect(try open().select(speakers: ["a"]).speakers.map(\.name) == ["a"])
        #expect(
            message { _ = try open().select(speakers: []) }
                == "The configuration 'c d' of the dataset 'DIR' cannot be a speaker: a speaker's name has letters a to z, digits "
                + "and the signs _ . - (a dot not at the beginning). Choose others with TRAIN_SPEAKERS, or prepare the data under "
                + "another name.")
    }

    @Test("A folder that is missing, a file, and one without shards are refused")
    func refusals() throws {
        #expect(
            message { _ = try open() }
                == "The dataset 'DIR' does not exist: check the path, or make it with 'qwen3-tts prepare'.")
        try FileManager.default.createDirectory(at: shards.url, withIntermediateDirectories: true)
        #expect(
            message { _ = try open() }
                == "The folder 'DIR' is not a prepared dataset (it has no Parquet files): make it with 'qwen3-tts prepare'."
        )
    }

    @Test("A split without training, and a shard that is not there, are named")
    func missing() throws {
        try shards.write([.init(1)], "a/validation-00000-of-00001.parquet")
        #expect(
            message { _ = try open().select(speakers: []) }
                == "The config 'a' of the dataset 'DIR' has no split 'train'. It has: validation.")
        try shards.write([.init(1)], "a/train-00001-of-00003.parquet")
        #expect(
            message { _ = try open().select(speakers: []) }
                == "The dataset 'DIR' has 1 of the 3 files of the split 'a/train': copy or download it again.")
    }

    @Test("A configuration that only evaluates, or lacks files, does not stop the training of others")
    func unfit() throws {
        try shards.twoSpeakers()
        try shards.write([.init(1)], "evalset/test-00000-of-00001.parquet")
        let all = try open().select(speakers: [])
        #expect(all.speakers.map(\.name) == ["a", "b"])
        #expect(all.notes == ["evalset has no split 'train': it is not trained on"])
        #expect(
            message { _ = try open().select(speakers: ["a", "EvalSet"]) }
                == "The config 'evalset' of the dataset 'DIR' has no split 'train'. It has: test.")

        try shards.write([.init(1)], "half/train-00001-of-00002.parquet")
        try shards.write([.init(1)], "halved/train-00000-of-00001.parquet")
        try shards.write([.init(1)], "halved/validation-00001-of-00002.parquet")
        #expect(try open().select(speakers: ["b", "a"]).speakers.map(\.name) == ["b", "a"])
        for (names, split) in [([], "half/train"), (["half"], "half/train"), (["a", "halved"], "halved/validation")] {
            #expect(
                message { _ = try open().select(speakers: names) }
                    == "The dataset 'DIR' has 1 of the 2 files of the split '\(split)': copy or download it again.")
        }
        #expect(
            message { _ = try open().select(speakers: ["c"]) } == "The dataset has no speaker 'c'. It has: a, b.")
    }

    @Test("A shard with a broken footer, and columns that are not there, are named")
    func broken() throws {
        try shards.twoSpeakers()
        try shards.write([.init(1)], "b/train-00000-of-00001.parquet", text: "words")
        #expect(
            message { _ = try open().clips(.train) }
                == "The file 'DIR/b/train-00000-of-00001.parquet' has no column with a text (text, transcript, sentence, "
                + "normalized_text, transcription). It has: audio (audio), words (text), language (text), duration (float32), "
                + "audio_codes (codes). Rename the column, or prepare the data with 'qwen3-tts prepare'.")
        let file = shards.url.appending(path: "b/train-00000-of-00001.parquet")
        try Data(contentsOf: file).dropLast(3).write(to: file)
        #expect(throws: ParquetError.self) { try open().clips(.train) }
        #expect(message { _ = try open().clips(.train) }.contains("DIR/b/train-00000-of-00001.parquet"))
    }

    @Test("References come from the voices, resampled; else from clips of 5 to 15 seconds, else from the longest")
    func references() throws {
        try shards.twoSpeakers()
        try shards.voice("a.wav", seconds: 1, rate: 16000)
        let dataset = try open()
        let voices = try dataset.references(of: dataset.speakers[0], orElse: [])
        #expect(voices.map(\.sampleRate) == [24000] && voices[0].samples.count == 24000)

        try FileManager.default.removeItem(at: shards.url.appending(path: "voices"))
        let without = try open()
        // Nothing there can be decoded.
        #expect(throws: SpeechDatasetError.noReferenceInDataset(speaker: "a", dataset: shards.url.path)) {
            try without.references(
                of: without.speakers[0], orElse: [ClipLocation(file: "a/train-00000-of-00001.parquet", row: 0)])
        }
    }
}
