import ArgumentParser
import FineTuning
import Foundation
import Hub
import SpeechDataset
import Torch
import TrainingSettings

/// `qwen3-tts finetune`: trains on a prepared dataset.
struct FinetuneCommand: AsyncParsableCommand, SettingsTaking {
    static let configuration = CommandConfiguration(
        commandName: "finetune",
        abstract: "Fine-tune a checkpoint on a prepared dataset.",
        usage: "qwen3-tts finetune [--env-file FILE] [--SETTING VALUE ...]",
        discussion: """
            The least that it needs is a checkpoint; the dataset is 'prepared' and the run goes to 'runs/finetune' unless \
            you say otherwise:

              qwen3-tts finetune --init-model-path Qwen/Qwen3-TTS-12Hz-0.6B-Base

            Ctrl-C saves a checkpoint; the same command goes on from it.
            """)

    /// All of them.
    static let settingKeys = Set(Settings.descriptors.map(\.key))

    @OptionGroup(title: "Settings") var settings: SettingOptions<FinetuneCommand>

    func run() async throws {
        try await Interruption.during("what is done is saved, and the same command goes on from there") {
            interruption in
            try await run(interruption)
        }
    }

    private func run(_ interruption: Interruption) async throws {
        let settings = try await resolved()
        let line = ProgressLine()
        // The connections stay open for a dataset that is streamed.
        let outcome = try await HubClient.withClient(ModelFolder.environment(settings.hub)) { hub in
            let dataset = try await DatasetLocation(settings, hub).storage()
            return try train(settings, dataset, line, interruption)
        }
        line.close()
        if let last = outcome.last { line.print("The latest checkpoint is \(last.path)") }
        if let best = outcome.best { line.print("The best checkpoint is \(best.path)") }
        guard outcome.isComplete else {
            line.print("Stopped at step \(outcome.step). Run the command again to go on.")
            throw interruption.exitCode ?? .failure
        }
    }

    private func resolved() async throws -> Settings {
        var settings = try settings.load(required: ["INIT_MODEL_PATH"])
        try await ModelFolder.resolveModels(of: &settings)
        return settings
    }

    private func train(
        _ settings: Settings, _ dataset: any DatasetStorage, _ line: ProgressLine, _ interruption: Interruption
    ) throws -> FineTuningOutcome {
        Runtime.begin(threads: settings.threads > 0 ? settings.threads : nil)
        Runtime.allowTF32(settings.allowsTF32)
        let progress = TrainingProgress(on: line)
        let run = FineTuningRun(
            settings, dataset: dataset, observers: [progress], shouldStop: interruption.shouldStop)
        let outcome = try run.run()
        if outcome.isComplete, let summary = progress.summary { line.print(summary) }
        return outcome
    }
}

/// Turns a run's events into lines.
final class TrainingProgress: RunObserver {
    private var clock: (start: ContinuousClock.Instant, step: Int)?
    private var epochs = 0
    /// The last epoch's seconds of waiting for data, and all of them.
    private var share: (waited: Double, seconds: Double)?

    private let line: ProgressLine
    private let processing: WorkLine

    init(on line: ProgressLine) {
        self.line = line
        processing = WorkLine("reading and encoding", .items("clips"), on: line)
    }

    /// How much of the last epoch was waiting for data.
    var summary: String? {
        share.map { "The last epoch spent \(percent($0.waited, of: $0.seconds)) % of its time waiting for data." }
    }

    func handle(_ event: FineTuningEvent) {
        switch event {
        case .note(let text): line.print(text)
        case .processing(let done, let total, _): processing.show(done, of: total)
        case .statistics(let statistics): line.print(statistics.table)
        case .started(let step, let total, let epochs):
            clock = (.now, step)
            self.epochs = epochs
            line.print("steps \(step + 1) to \(total), epochs: \(epochs)")
        case .step(let entry, let total):
            line.show(describe(entry, total), isImportant: entry.step == total)
        case .validated(let entry, let isBest):
            line.print(
                "validation after step \(entry.step): \(describe(entry.losses))\(isBest ? ", the best so far" : "")")
        case .saved(let url): line.print("saved \(url.path)")
        case .epoch(let epoch, let seconds, let waited):
            share = (waited, seconds)
            // Of short epochs, the steps' own lines say enough.
            if seconds >= 60 {
                line.print(
                    "epoch \(epoch + 1): \(ProgressLine.duration(seconds)), data: \(percent(waited, of: seconds)) % of the time"
                )
            }
        }
    }

    /// The total, and each loss: the talker's and the code predictor's first.
    private func describe(_ losses: Losses) -> String {
        let known = ["main": "talker", "sub": "sub-talker"]
        let names = known.keys.sorted() + losses.byName.keys.sorted().filter { known[$0] == nil }
        let parts = names.compactMap { name in losses.byName[name].map { "\(known[name] ?? name) \(number($0))" } }
        return "loss \(number(losses.total)) (\(parts.joined(separator: ", ")))"
    }

    private func describe(_ entry: LogEntry, _ total: Int) -> String {
        var left = ""
        if let clock, entry.step > clock.step {
            let perStep = (ContinuousClock.now - clock.start) / .seconds(1) / Double(entry.step - clock.step)
            left = ", \(ProgressLine.duration(perStep * Double(total - entry.step))) left"
        }
        return "\(ProgressLine.bar(entry.step, of: total)) step \(entry.step)/\(total), "
            + "epoch \(entry.epoch + 1)/\(epochs), \(describe(entry.losses)), "
            + "\(Int((entry.framesPerSecond ?? 0).rounded())) frames/s\(left)"
    }

    /// Two decimals.
    private func percent(_ part: Double, of whole: Double) -> String {
        let hundredths = whole > 0 ? Int((part / whole * 10000).rounded()) : 0
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    /// Three decimals.
    private func number(_ value: Double) -> String {
        let scaled = (value * 1000).rounded() / 1000
        let parts = "\(scaled)".split(separator: ".")
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        return "\(parts[0]).\(decimals)\(String(repeating: "0", count: max(0, 3 - decimals.count)))"
    }
}
