import DatasetFixtures
import Foundation
import Hub
import ImitationHub
import Parquet
import Synchronization
import TestSupport
import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("Recordings in Parquet files", .timeLimit(.minutes(2)))
struct ParquetSourceTests {
    let folder: TemporaryFolder
    var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    @Test("A file's rows become clips, in their order and with their language")
    func file() async throws {
        var rows = try folder.rows(20)
        for index in rows.indices { rows[index].language = index < 10 ? "ha" : "en-NG" }
        var preparation = Preparation(sources: [.init(location: try folder.parquet("voice.parquet", rows))])
        preparation.workers = 3
        let result = try await preparation.run(into: output)
        #expect((result.decoded, result.reused) == (20, 0))
        let clips = try PreparedClip.all(in: output)
        #expect(Set(clips.map(\.speaker)) == ["voice"])
        let train = clips.filter { $0.split == "train" }.compactMap { Int($0.text.filter(\.isNumber)) }
        #expect(train == train.sorted())
        for clip in clips {
            let number = try #require(Int(clip.text.filter(\.isNumber)))
            #expect(clip.language == (number < 10 ? "Hausa" : "English"))
        }
        let again = try await preparation.run(into: output)
        #expect((again.decoded, again.reused, again.changed) == (0, 20, []))
    }

    @Test("A row may have a path in place of bytes, which is that of a file beside; what is not there is named")
    func paths() async throws {
        var rows = try folder.rows(5)
        for (row, path) in [(1, "wavs/b.wav"), (2, "/home/maker/b2.wav"), (3, "../c.wav")] {
            (rows[row].bytes, rows[row].path) = (nil, path)
        }
        let file = try folder.parquet("data/voice.parquet", rows)
        try folder.recording("data/wavs/b.wav", hertz: 500)
        try folder.recording("data/b2.wav", hertz: 600)
        try folder.recording("c.wav", hertz: 700)
        var preparation = Preparation(sources: [.init(location: file)])
        preparation.maximumBadShare = 1
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect(speaker.train.clips + speaker.validation.clips == 4)
        #expect(
            speaker.rejections.map { "\($0.line) \($0.detail)" } == [
                """
                3 The field 'audio' has no bytes but the path '../c.wav', and there is no such file beside the Parquet file: \
                put the recordings there, or save the dataset with the recordings in it.
                """
            ])
    }

    @Test("A dataset of no rows is named as such")
    func noRows() async throws {
        let file = try folder.parquet("voice.parquet", [])
        #expect(
            await failure { _ = try await Preparation(sources: [.init(location: file)]).run(into: output) }?.description
                == """
                The source of the speaker 'voice' has no recordings (0 lines or rows): check the path, and the split if one is \
                named.
                """)
    }

    @Test("A row whose recording or text is null, or cannot be decoded, is named and skipped on request")
    func badRows() async throws {
        var rows = try folder.rows(6)
        rows[1].bytes = nil
        rows[2].text = nil
        rows[4].bytes = Data("no audio".utf8)
        let file = try folder.parquet("voice.parquet", rows)
        var preparation = Preparation(sources: [.init(location: file)])
        preparation.maximumRejectedShare = 1
        #expect(
            await failure { _ = try await preparation.run(into: output) }.map { folder.shortened($0.description) }
                == """
                1 problem in the recordings and transcripts; nothing was prepared.
                  DIR/voice.parquet, row 2: The field 'sentence' is empty: fill it in, or remove the line.
                That is 1 of 6 lines, more than the share of 0.05 that MAX_BAD_SHARE (--max-bad-share) allows. Mend them, raise it, \
                or leave all such lines out with --skip-bad.
                """)
        preparation.maximumBadShare = 1
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect(speaker.train.clips + speaker.validation.clips == 3)
        #expect(
            speaker.rejections.map { "\($0.line) \($0.reason.rawValue): \(folder.shortened($0.detail))" } == [
                "1 bad_line: The field 'audio' is empty: fill it in, or remove the line.",
                "2 bad_line: The field 'sentence' is empty: fill it in, or remove the line.",
                """
                4 not_audio: The recording 'DIR/voice.parquet, row 4' is text, where an audio file is needed: copy or download \
                the recording again, or check the path.
                """,
            ])
        preparation.maximumRejectedShare = 0.4
        #expect(
            await failure { _ = try await preparation.run(into: output) }
                == DataPreparationError.tooManyRejected(
                    speaker: "voice", rejected: 3, lines: 6, limit: 0.4, reasons: [.badLine: 2, .notAudio: 1]))
    }

    @Test("Columns are found by their usual names, or named; what is missing is listed")
    func columns() async throws {
        let file = try folder.parquet("voice.parquet", folder.rows(3), audio: "speech", text: "words")
        var source = SourceSpecification(location: file)
        let found = ["client_id (text)", "speech (recordings)", "words (text)", "locale (text)"]
        let names = Array(TranscriptFields().text.prefix(5))
        #expect(
            await failure { _ = try await Preparation(sources: [source]).run(into: output) }
                == SpeechDatasetError.columnMissing(
                    path: file.path, content: "the text", names: names, option: "--text-column", found: found))
        source.fields = TranscriptFields(text: "words")
        #expect(try await source.source().lines(limit: nil).count == 3)
        source.fields = TranscriptFields(audio: "words", text: "words")
        #expect(
            await failure { _ = try await source.source().lines(limit: nil) }
                == SpeechDatasetError.columnUnsuitable(
                    path: file.path, column: "words", content: "the recordings", type: "text",
                    option: "--audio-column", found: found))
        source.fields = TranscriptFields(text: "words", speaker: "who")
        #expect(
            await failure { _ = try await source.source().lines(limit: nil) }
                == SpeechDatasetError.columnMissing(
                    path: file.path, content: "the speaker", names: ["who"], option: "--speaker-column", found: found))
    }

    /// A file with two columns for the text.
    private func twoTexts(_ sentences: [String?], _ transcriptions: [String?]) throws -> URL {
        let file = folder.file("two.parquet")
        let writer = try ParquetWriter(
            file,
            columns: [.init("Audio", .audio), .init("transcription", .text), .init("Sentence", .text)],
            rowGroupBytes: 100_000)
        try writer.append([
            "Audio": .audio(try folder.rows(sentences.count).map { ParquetAudio(bytes: $0.bytes, path: "a.wav") }),
            "transcription": .text(transcriptions), "Sentence": .text(sentences),
        ])
        _ = try writer.close()
        return file
    }

    @Test("What is prepared and what is trained on is the same column of text; two that disagree are asked about")
    func oneColumnOfText() async throws {
        var file = try twoTexts(["One.", "Two.", nil], ["One.", nil, nil])
        let lines = try await SourceSpecification(location: file).source().lines(limit: nil)
        #expect(try lines.prefix(2).map { try $0.content.get().text } == ["One.", "Two."])
        #expect(try ShardColumns(of: ParquetFile(file), tokenizer: nil).text == "Sentence")

        file = try twoTexts(["One.", "In 1881."], ["One.", "In that year."])
        let columns = ["Sentence", "transcription"]
        let values = ["In 1881.", "In that year."]
        #expect(
            await failure { _ = try await SourceSpecification(location: file).source().lines(limit: nil) }
                == DataPreparationError.columnsDisagree(
                    path: file.path, columns: columns, values: values, option: "--text-column"))
        let reader = try ClipReader(
            ParquetFile(file), path: "two.parquet", tokenizer: nil, form: CodesForm())
        #expect(
            failure { try reader.read(0..<2) { _, _ in true } }
                == SpeechDatasetError.textsDisagree(path: "two.parquet", columns: columns, values: values))
        var source = SourceSpecification(location: file)
        source.fields = TranscriptFields(text: "transcription")
        let chosen = try await source.source().lines(limit: nil)
        #expect(try chosen.map { try $0.content.get().text } == ["One.", "In that year."])
    }

    @Test("Several people in the usual column for speakers are one voice only when a name says so")
    func severalVoices() async throws {
        var rows = try folder.rows(4)
        for index in rows.indices { rows[index].speaker = index < 2 ? "ann" : "bo" }
        let file = try folder.parquet("voice.parquet", rows)
        #expect(
            await failure { _ = try await SourceSpecification(location: file).source().lines(limit: nil) }
                == DataPreparationError.severalVoices(path: file.path, column: "client_id", values: ["ann", "bo"]))
        #expect(try await SourceSpecification(name: "cy", location: file).source().lines(limit: nil).count == 4)
    }

    @Test("A column of speakers makes several of one file, when it is named")
    func speakers() async throws {
        var rows = try folder.rows(8)
        for index in rows.indices { rows[index].speaker = index.isMultiple(of: 2) ? "Ann" : "bo" }
        var source = SourceSpecification(location: try folder.parquet("voice.parquet", rows))
        source.fields = TranscriptFields(speaker: "client_id")
        _ = try await Preparation(sources: [source]).run(into: output)
        let counts = Dictionary(try PreparedClip.all(in: output).map { ($0.speaker, 1) }, uniquingKeysWith: +)
        #expect(counts == ["ann": 4, "bo": 4])
    }

    @Test("A prepared dataset is a source of all its speakers, or of one, with their voices")
    func dataset() async throws {
        try folder.parquet("set/ann/train-00000-of-00001.parquet", folder.rows(4))
        try folder.parquet("set/bo/train-00000-of-00001.parquet", folder.rows(2, from: 500))
        try folder.parquet("set/bo/test-00000-of-00001.parquet", folder.rows(2, from: 700))
        try folder.recording("set/voices/bo.wav", hertz: 150, seconds: 2)
        let result = try await Preparation(sources: [.init(location: folder.file("set"))]).run(into: output)
        let clips = try PreparedClip.all(in: output)
        #expect(Dictionary(clips.map { ($0.speaker, 1) }, uniquingKeysWith: +) == ["ann": 4, "bo": 4])
        #expect(result.report.speakers.map { $0.references.map(\.origin) } == [[.chosen], [.source]])

        let one = try SourceSpecification(parsing: "x=\(folder.file("set").path):bo:train")
        _ = try await Preparation(sources: [one]).run(into: folder.file("one"))
        #expect(try PreparedClip.all(in: folder.file("one")).map(\.speaker) == ["x", "x"])
        #expect(
            failure { _ = try SourceSpecification(parsing: "\(folder.file("set").path):cy").source() }
                == SpeechDatasetError.noSuchConfig("cy", dataset: folder.file("set").path, available: ["ann", "bo"]))
        #expect(
            failure { _ = try SourceSpecification(parsing: "\(folder.file("set").path):bo:dev").source() }
                == SpeechDatasetError.noSuchSplit(
                    "dev", config: "bo", dataset: folder.file("set").path, available: ["train", "test"]))
    }

    @Test("A shard with a broken footer is named")
    func brokenFooter() async throws {
        let file = try folder.parquet("voice.parquet", folder.rows(3))
        let bytes = try Data(contentsOf: file)
        try bytes.dropLast(20).write(to: file)
        await #expect(throws: ParquetError.truncated(path: file.path, size: Int64(bytes.count - 20))) {
            try await Preparation(sources: [.init(location: file)]).run(into: output)
        }
        #expect(!FileManager.default.fileExists(atPath: output.path))
    }

    @Test("No more lines are read than so many clips need, and more when too few are sound")
    func maximum() async throws {
        var rows = try folder.rows(40)
        for index in 0..<6 { rows[index].bytes = try folder.tone(900 + Double(index), seconds: 0.2) }
        var preparation = Preparation(sources: [.init(location: try folder.parquet("voice.parquet", rows))])
        preparation.maximumClips = 5
        preparation.validationShare = 0.2
        let speaker = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect(speaker.train.clips == 5)
        #expect((1...5).contains(speaker.validation.clips))
        #expect(speaker.lines < 40)
        #expect(speaker.rejected == ["too_short": 6])
        let again = try await preparation.run(into: output)
        #expect((again.decoded, again.changed) == (0, []))
        #expect(again.reused == speaker.lines)
        rows[7].bytes = Data("no audio".utf8)
        preparation.sources = [.init(location: try folder.parquet("voice.parquet", rows))]
        preparation.maximumBadShare = 1
        preparation.maximumRejectedShare = 1
        let mended = try await preparation.run(into: output)
        // A recording that cannot be used is looked at in every round, and counted once.
        #expect(mended.decoded == 1)
        preparation.maximumClips = 100
        let all = try #require(try await preparation.run(into: output).report.speakers.first)
        #expect((all.lines, all.train.clips + all.validation.clips) == (40, 33))
    }

    @Test("A dataset of the Hub comes shard by shard, as many as are needed, and not again")
    func hub() async throws {
        let shards = try (0..<3).map { index in
            try Data(contentsOf: folder.parquet("s\(index).parquet", folder.rows(4, from: 200 + 100 * Double(index))))
        }
        try await ImitationHub.run { hub, client in
            var files: [String: ImitationHub.File] = [:]
            for (index, shard) in shards.enumerated() {
                files["english/train-0000\(index)-of-00003.parquet"] = .init(content: shard, isLarge: true)
            }
            files["hausa/train-00000-of-00001.parquet"] = .init(content: shards[0], isLarge: true)
            hub.put(files, in: "datasets/alice/d")
            var preparation = Preparation(sources: [try .init(parsing: "alice/d:english")])
            preparation.hub = client.environment
            preparation.maximumClips = 3
            let few = try await preparation.run(into: output)
            #expect(few.report.speakers.map(\.name) == ["english"])
            #expect(few.report.speakers[0].train.clips == 3)
            let fetched = { hub.state.withLock { state in state.requests.count { $0.uri.contains("train-0000") } } }
            #expect(fetched() > 0)
            #expect(hub.state.withLock { !$0.requests.contains { $0.uri.contains("train-00002") } })

            preparation.maximumClips = nil
            let all = try await preparation.run(into: output)
            #expect((all.reused, all.decoded) == (few.decoded, 12 - few.decoded))
            let again = try await preparation.run(into: output)
            #expect((again.decoded, again.changed) == (0, []))

            preparation.sources = [try .init(parsing: "alice/d")]
            #expect(
                await failure { _ = try await preparation.run(into: output) }
                    == SpeechDatasetError.configNeeded(dataset: "alice/d", available: ["english", "hausa"]))
            preparation.sources = [try .init(parsing: "alice/d:french")]
            #expect(
                await failure { _ = try await preparation.run(into: output) }
                    == SpeechDatasetError.noSuchConfig("french", dataset: "alice/d", available: ["english", "hausa"]))
        }
    }

    @Test("Only the beginning of a dataset, which is all that the Hub has converted, is taken by name alone")
    func partial() async throws {
        let shard = try Data(contentsOf: folder.parquet("s.parquet", folder.rows(4)))
        try await ImitationHub.run { hub, client in
            hub.put(["a.zip": .init(content: Data("zip".utf8))], in: "datasets/alice/d")
            _ = hub.state.withLock {
                $0.commit(
                    ["fr/partial-train/0000.parquet": .init(content: shard, isLarge: true)], to: "datasets/alice/d",
                    branch: "refs/convert/parquet")
            }
            var preparation = Preparation(sources: [try .init(parsing: "alice/d:fr")])
            preparation.hub = client.environment
            #expect(
                await failure { _ = try await preparation.run(into: output) }
                    == DataPreparationError.partialConversion(dataset: "alice/d", splits: ["fr/train"]))
            preparation.sources = [try .init(parsing: "alice/d:fr:train")]
            #expect(try await preparation.run(into: output).decoded == 4)
        }
    }
}
