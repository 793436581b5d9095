import Audio
import DataFeeding
import Dispatch
import Foundation
import ModelFixtures
import Parquet
import Qwen3TTS
import SpeechDataset
import TestSupport
import Testing
import TrainingSettings

@testable import FineTuning

@Suite("Loading in a run")
struct LoadingTests {
    @Test("A batch that references make larger than MAX_BATCH_FRAMES is divided, and no utterance is lost")
    func batchPositions() throws {
        let dataset = try TinyDataset(clips: 8)
        var settings = dataset.settings(steps: 3)
        settings.inContextRatio = 1
        settings.maximumBatchFrames = 150
        let losses = try TestRun(settings).losses
        #expect(losses.count == 3 && losses.allSatisfy(\.isFinite))

        let configuration = try TinyCheckpoint.base.open().configuration
        func utterance(_ frames: Int) -> Utterance {
            Utterance(
                prompt: Prompt(
                    tokens: Array(0..<Prompt.wrapping + 1), speaker: .none, language: nil, layout: .wholeText,
                    configuration),
                frames: Array(repeating: Array(repeating: 0, count: 16), count: frames))
        }
        let batch = [10, 1, 40, 2, 3].map(utterance)
        let base = batch[0].count - 10
        for limit in [1, base + 10, 2 * (base + 10), 200, 1000] {
            let parts = batch.divided(maximumPositions: limit)
            #expect(parts.flatMap(\.self) == batch)
            for part in parts {
                let longest = part.map(\.count).max() ?? 0
                #expect(part.count == 1 || longest * part.count <= limit)
            }
        }
        #expect(batch.divided(maximumPositions: 1).count == 5)
        #expect(batch.divided(maximumPositions: 1000).count == 1)
    }

    @Test("The first signal ends a wait for data that do not come")
    func stoppedWhileWaiting() throws {
        let gate = DispatchSemaphore(value: 0)
        let items = Prefetch(0..<2, workers: 1, depth: 1) { number -> Int in
            gate.wait()
            return number
        }
        var asked = 0
        let item = try items.next(shouldStop: {
            asked += 1
            return asked == 3
        })
        #expect(item == nil && asked == 3)
        gate.signal()
        gate.signal()
        #expect(try items.next(shouldStop: { false })?.item == 0)
    }

    @Test("A validation batch of which no row is sound is passed over")
    func badValidationRow() throws {
        let dataset = try TinyDataset(clips: 8, hasCodes: false)
        let path = "bo/validation-00000-of-00001.parquet"
        try dataset.write(
            [
                TinyDataset.Row(
                    id: TinyDataset.id("bo", 40), text: "Number 40.", language: "Chinese",
                    codes: Codes(frames: 4, values: Array(repeating: 0, count: 64)), audio: Data("no sound".utf8))
            ], path, hasCodes: false)
        var settings = dataset.settings(steps: 2)
        settings.isStreaming = true
        settings.validationBatchSize = 1
        settings.maximumBadShare = 0.5
        let run = try TestRun(settings)
        #expect(run.outcome?.isComplete == true)
        #expect(run.validations.allSatisfy { $0.entry.loss.isFinite } && !run.validations.isEmpty)
    }

    @Test("Losses are the same bit for bit, however many threads read ahead", arguments: [0, 1, 2, 7])
    func workers(count: Int) throws {
        let dataset = try TinyDataset()
        func losses(_ workers: Int, streaming: Bool) throws -> ([Double], [Double]) {
            var settings = dataset.settings(steps: 5, output: "run-\(workers)-\(streaming)")
            settings.dataWorkers = workers
            settings.isStreaming = streaming
            settings.shuffleBufferSize = 3
            settings.inContextRatio = 0.5
            let run = try TestRun(settings)
            return (run.losses, run.validations.map(\.entry.loss))
        }
        #expect(try losses(count, streaming: false) == losses(4, streaming: false))
        #expect(try losses(count, streaming: true) == losses(4, streaming: true))
    }

    @Test("A run says how much there is, and of each epoch how long it waited for data")
    func statistics() throws {
        let dataset = try TinyDataset()
        let run = try TestRun(dataset.settings(steps: 5))
        let statistics = try #require(run.statistics)
        #expect(statistics.speakers.map(\.name) == ["amina", "bo"])
        #expect(statistics.speakers.map(\.train.clips) == [3, 3])
        #expect(statistics.total.train.clips == 6 && statistics.total.validation.clips == 2)
        // 3, 5, 7 and 4, 6, 3 frames.
        #expect(statistics.frames == 28)
        #expect(statistics.batchesPerEpoch == 3 && statistics.stepsPerEpoch == 2)
        #expect(statistics.textTokens == 30)
        #expect(run.epochs.map(\.epoch) == [0, 1, 2])
        for (epoch, seconds, waited) in run.epochs {
            let steps = run.steps.filter { $0.epoch == epoch }
            #expect(seconds == steps.reduce(0) { $0 + ($1.seconds ?? 0) })
            #expect(waited == steps.reduce(0) { $0 + ($1.secondsWaited ?? 0) })
            #expect(waited >= 0 && waited <= seconds)
        }
        let log = try RunLog.read(dataset.folder.file("run/log.jsonl"))
        #expect(log.allSatisfy { $0.seconds != nil && $0.secondsWaited != nil })
    }

    @Test("The table of what there is")
    func table() {
        let statistics = TrainingStatistics(
            speakers: [
                .init(
                    name: "amina", train: .init(clips: 1200, seconds: 36_000),
                    validation: .init(clips: 60, seconds: 180)),
                .init(name: "bo", train: .init(clips: 5, seconds: 20), validation: .init()),
            ], textTokens: 9000, frames: 450_250, paddingShare: 0.0312, batchesPerEpoch: 603, stepsPerEpoch: 151,
            instructs: 0)
        #expect(
            statistics.table == """
                speaker  clips  hours  to validate  hours
                amina     1200  10.00           60   0.05
                bo           5   0.01            0   0.00
                all       1205  10.01           60   0.05
                9000 text tokens, 450250 frames; an epoch: 603 micro-batches, 151 updates, 3.1 % padding
                """)
    }

    @Test("A second run reads the store alone, without the dataset's shards")
    func store() throws {
        let dataset = try TinyDataset()
        let first = try TestRun(dataset.settings(steps: 2, output: "first"))
        #expect(first.processed == 8)
        // Nothing but the footers is needed any more.
        let again = try TestRun(dataset.settings(steps: 2, output: "again"))
        #expect(again.processed == nil)
        #expect(again.losses == first.losses)
        let stores = try FileManager.default.contentsOfDirectory(atPath: dataset.cache.appending(path: "clips").path)
            .filter { $0.hasSuffix(".clips") }
        #expect(stores.count == 1)
        // A store that is damaged is made again.
        try Data("x".utf8).write(to: dataset.cache.appending(path: "clips/\(stores[0])"))
        let mended = try TestRun(dataset.settings(steps: 2, output: "mended"))
        #expect(mended.processed == 8 && mended.losses == first.losses)
    }

    @Test("Clips without codes are encoded once, and train to the same losses as with these codes in the dataset")
    func encoding() throws {
        let dataset = try TinyDataset(hasCodes: false)
        let first = try TestRun(dataset.settings(steps: 2, output: "first"))
        #expect(first.notes[0] == "encoded 8 clips; their codes are in \(dataset.cache.path)")
        var streamed = dataset.settings(steps: 2, output: "streamed")
        streamed.isStreaming = true
        #expect(try TestRun(streamed).losses.count == 2)
        // Without the cache, a stream encodes what it meets.
        let fresh = try TinyDataset(hasCodes: false)
        var settings = fresh.settings(steps: 2, output: "streamed")
        settings.isStreaming = true
        #expect(try TestRun(settings).losses == TestRun(streamed.with(output: dataset.folder.file("b").path)).losses)
        #expect(try TestRun(dataset.settings(steps: 2, output: "again")).losses == first.losses)
    }

    @Test("Training of a stream that was stopped goes on as if it had not been")
    func resumedStream() throws {
        let dataset = try TinyDataset()
        func settings(_ output: String) -> Settings {
            var settings = dataset.settings(steps: 5, output: output)
            settings.isStreaming = true
            settings.shuffleBufferSize = 2
            return settings
        }
        let whole = try TestRun(settings("whole"))
        let stopped = try TestRun(settings("parts"), stopAfter: 3)
        let resumed = try TestRun(settings("parts"))
        #expect(stopped.losses.count == 3)
        #expect(stopped.losses + resumed.losses == whole.losses)
        var other = settings("parts")
        other.shuffleBufferSize = 3
        #expect(message(other, in: dataset).contains("SHUFFLE_BUFFER_SIZE was 2 and is now 3"))
    }

    @Test("A limit of frames makes batches of it, and epochs may differ in their steps")
    func frames() throws {
        let dataset = try TinyDataset()
        var settings = dataset.settings(steps: 0)
        settings.maximumBatchFrames = 14
        settings.gradientAccumulationSteps = 1
        settings.epochs = 2
        let run = try TestRun(settings)
        #expect(run.outcome?.isComplete == true)
        #expect(Set(run.steps.map(\.epoch)) == [0, 1])
        var changed = settings
        changed.maximumBatchFrames = 20
        #expect(message(changed, in: dataset).contains("MAX_BATCH_FRAMES was 14 and is now 20"))
    }

    @Test("Hausa is trained with the tag of another language where that is wanted")
    func hausa() throws {
        let dataset = try TinyDataset(language: "Hausa")
        let english = try TinyDataset(language: "English")
        var settings = dataset.settings(steps: 3)
        settings.languageTagRatio = 1
        settings.languageForHausa = "english"
        var plain = english.settings(steps: 3)
        plain.languageTagRatio = 1
        #expect(try TestRun(settings).losses == TestRun(plain).losses)
        settings.languageForHausa = "klingon"
        settings.outputDirectory += "-2"
        #expect(
            message(settings, in: dataset).hasPrefix(
                "The clip '\(TinyDataset.id("bo", 0))' is in 'klingon', for which "))
    }

    @Test("Without recordings of the voices, clips show them, and the run says which")
    func voices() throws {
        let dataset = try TinyDataset(hasVoices: false)
        let run = try TestRun(dataset.settings(steps: 1))
        #expect(
            run.notes.contains(
                "amina has no voices/amina.wav: the voice is taken from amina/train-00000-of-00001.parquet, row 2"))
        #expect(run.losses.count == 1)
    }

    @Test("Rows of a stream that turn out bad when they are read are named at the end")
    func lateRows() throws {
        let dataset = try TinyDataset()
        let rows = (0..<4).map { clip in
            let codes = Codes(frames: 3, values: [Int16](repeating: clip == 2 ? 3000 : 1, count: 48))
            return TinyDataset.Row(
                id: TinyDataset.id("amina", clip), text: "Number \(clip).", language: "English", codes: codes,
                audio: Data("x".utf8))
        }
        try dataset.write(rows, "amina/train-00000-of-00001.parquet")
        var settings = dataset.settings(steps: 2)
        settings.isStreaming = true
        settings.maximumBadShare = 0.2
        let vocabulary = try dataset.tiny.open().configuration.talker.codePredictor.vocabulary
        #expect(
            try TestRun(settings).notes.last == """
                skipped 1 rows more, which were found bad when they were read:
                  amina/train-00000-of-00001.parquet, row 2: the code 3000, where codes go from 0 to \(vocabulary - 1)
                """)
    }

    @Test("Rows that were skipped are named")
    func skipped() throws {
        let dataset = try TinyDataset()
        let codes = Codes(frames: 3, values: [Int16](repeating: 1, count: 48))
        let rows = (0..<4).map {
            TinyDataset.Row(
                id: TinyDataset.id("amina", $0), text: $0 == 2 ? " " : "Number \($0).", language: "English",
                codes: codes,
                audio: Data("x".utf8))
        }
        try dataset.write(rows, "amina/train-00000-of-00001.parquet")
        var settings = dataset.settings(steps: 1)
        #expect(message(settings, in: dataset).contains("which is more than the share of 0.05"))
        settings.maximumBadShare = 0.2
        #expect(
            try TestRun(settings).notes[0] == """
                skipped 1 of 9 rows that cannot be used:
                  amina/train-00000-of-00001.parquet, row 2: no text
                """)
    }
}

extension TestRun {
    fileprivate var statistics: TrainingStatistics? {
        events.lazy.compactMap { if case .statistics(let statistics) = $0 { statistics } else { nil } }.first
    }

    fileprivate var epochs: [(epoch: Int, seconds: Double, waited: Double)] {
        events.compactMap {
            if case .epoch(let epoch, let seconds, let waited) = $0 { (epoch, seconds, waited) } else { nil }
        }
    }

    /// How many rows were made ready; nil for none.
    fileprivate var processed: Int? {
        events.compactMap { if case .processing(let done, _, _) = $0 { done } else { nil } }.last
    }
}

extension Settings {
    fileprivate func with(output: String) -> Settings {
        var settings = self
        settings.outputDirectory = output
        return settings
    }
}
