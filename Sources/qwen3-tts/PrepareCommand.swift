import ArgumentParser
import Corpus
import FineTuning
import Foundation
import Qwen3TTS
import TrainingSettings

/// `qwen3-tts prepare`: from recordings with transcripts to a dataset that is ready for training.
struct PrepareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Decode, resample, check, split and encode recordings, once.",
        discussion: """
            A source is a folder with metadata.jsonl or metadata.csv (LJSpeech's bars as well), or a JSONL file with \
            the fields audio, text, ref_audio and language. A field instruct may say how a line is spoken. Run again, it \
            does only what is new; interrupted, it goes on. What is unusable is left out and what is odd is named, as the \
            report says; each gate and limit can be set.
            """)

    @Option(
        name: .shortAndLong, help: "NAME=PATH, or PATH alone to name the speaker after it. Give one for each speaker.")
    var source: [String] = []
    @Option(help: "NAME=LANGUAGE, for a speaker whose transcript does not say it, such as amina=English.")
    var language: [String] = []
    @Option(help: "NAME=FILE: a recording of 3 to 15 s that shows the speaker's voice. May be given several times.")
    var reference: [String] = []
    @Option(name: [.short, .customLong("output-dir")], help: "The folder of the prepared dataset.")
    var outputDirectory = "prepared"
    @Option(help: "The share of clips that validate instead of train.") var validationShare = 0.1
    @Option(help: "Recordings decoded at the same time (default: all cores).") var workers: Int?
    @Flag(help: "Count and skip bad lines and recordings instead of stopping.") var skipBad = false
    @OptionGroup(title: "Quality") var quality: QualityOptionGroup
    @OptionGroup var settings: SettingOptions

    func validate() throws {
        if source.isEmpty { throw ValidationError("Give at least one --source NAME=PATH.") }
    }

    func run() async throws {
        let settings = try settings.load()
        let interruption = Interruption(notice: "Stopping; what is done is kept. Run the command again to go on.")
        let line = ProgressLine()
        let output = URL(filePath: outputDirectory)
        // A wrong folder shows before hours of decoding.
        var checkpoint: Checkpoint?
        if let model = settings.initModelPath {
            checkpoint = try await Checkpoint(ModelFolder.resolve(model, settings.hub))
        }

        var preparation = Preparation(sources: try source.map(SourceSpecification.init(parsing:)))
        preparation.languages = try pairs(language, "--language").mapValues { $0[0] }
        preparation.references = try pairs(reference, "--reference").mapValues { $0.map { URL(filePath: $0) } }
        preparation.validationShare = validationShare
        preparation.skipsBadRecordings = skipBad
        try quality.apply(to: &preparation)
        if let workers { preparation.workers = workers }
        let result = try await preparation.run(
            into: output, progress: Self.report, shouldStop: interruption.shouldStop)
        line.print(result.report.table)

        let dataset = try PreparedDataset.open(output)
        if let checkpoint {
            let encoder = try CodeEncoder(checkpoint, cacheDirectory: URL(filePath: settings.cacheDirectory))
            let encoded = try encoder.encodeMissing(
                dataset.train + dataset.validation,
                progress: { done, total in
                    line.show(
                        "encoding \(ProgressLine.bar(done, of: total)) \(done)/\(total)", isImportant: done == total)
                }, shouldStop: interruption.shouldStop)
            guard let encoded else { throw ExitCode(130) }
            line.print("codes: \(encoded) clips encoded now, kept in \(settings.cacheDirectory)")
        } else {
            line.print("codes: not made, since INIT_MODEL_PATH names no checkpoint; finetune makes them")
        }
        line.print("The dataset is in \(output.path); its report is report.html there, and report.json.")
    }

    /// Called from several threads, so it keeps nothing.
    @Sendable private static func report(_ done: Int, _ total: Int) {
        guard done == total || done % max(total / 20, 1) == 0 else { return }
        FileHandle.standardError.write(Data("preparing \(ProgressLine.bar(done, of: total)) \(done)/\(total)\n".utf8))
    }

    /// `NAME=VALUE` arguments, by lower-case name.
    private func pairs(_ arguments: [String], _ option: String) throws -> [String: [String]] {
        var result: [String: [String]] = [:]
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw ValidationError("\(option) takes NAME=VALUE; found '\(argument)'.")
            }
            result[parts[0].lowercased(), default: []].append(parts[1])
        }
        return result
    }
}
