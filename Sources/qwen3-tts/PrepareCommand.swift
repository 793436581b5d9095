import ArgumentParser
import Corpus
import FineTuning
import Foundation
import Hub
import TrainingSettings

/// `qwen3-tts prepare`: from recordings with transcripts to a dataset that is ready for training, here and on the Hub.
struct PrepareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Decode, resample, check and split recordings, once; and upload them.",
        discussion: """
            A source is a folder with metadata.jsonl or a table such as metadata.csv, the table by itself, a JSONL file with the \
            fields audio, text, ref_audio and language, a Parquet file or a folder of them, or a dataset of the Hub \
            (USER/DATASET:CONFIG, with :SPLIT+SPLIT and @REVISION where wanted); a path that exists wins. A field instruct \
            may say how a line is spoken. Run again, it does only what is new; interrupted, it goes on. What is unusable is \
            left out and what is odd is named, as the report says; each gate and limit can be set. With INIT_MODEL_PATH, the \
            voices of the clips are compared.
            """)

    @Option(help: "A built-in speaker: hausa, english, or both. May be given several times.")
    var speaker: [String] = []
    @Option(
        name: .shortAndLong, help: "NAME=PLACE, or PLACE alone to name the speaker after it. Give one for each speaker."
    )
    var source: [String] = []
    @Option(help: "NAME=LANGUAGE, for a speaker whose transcript does not say it, such as amina=English.")
    var language: [String] = []
    @Option(
        help: """
            NAME=FILE: a recording of 3 to 15 s that shows the speaker's voice. May be given several times. Without one, \
            the source's counts, else NAME.wav in the folder of voices, else a clip is chosen.
            """)
    var reference: [String] = []
    @Option(name: .customLong("voices-dir"), help: "The folder of voices.") var voicesDirectory = "voices"
    @Option(name: [.short, .customLong("output-dir")], help: "The folder of the prepared dataset.")
    var outputDirectory = "prepared"
    @Option(help: "The share of clips that validate instead of train.") var validationShare = 0.1
    @Option(help: "The most clips of a speaker to train on, and as many to validate with (default: all).")
    var maxSamples: Int?
    @Option(help: "Recordings decoded at the same time (default: all cores).") var workers: Int?
    @Flag(help: "Skip bad lines and recordings however many there are; up to MAX_BAD_SHARE of them are skipped anyway.")
    var skipBad = false
    @Flag(
        help:
            "Write the codes of the speech tokenizer too (INIT_MODEL_PATH or TOKENIZER_PATH), so that nobody encodes again."
    )
    var withCodes = false
    @OptionGroup(title: "Columns") var columns: ColumnOptionGroup
    @OptionGroup(title: "Quality") var quality: QualityOptionGroup
    @OptionGroup(title: "Upload") var upload: UploadOptionGroup
    @OptionGroup var settings: SettingOptions

    func validate() throws {
        if speaker.isEmpty, source.isEmpty, !upload.upload {
            throw ValidationError("Give at least one --source NAME=PLACE, or --speaker hausa, english or both.")
        }
        if let maxSamples, maxSamples < 1 {
            throw ValidationError("--max-samples takes a number from 1; found \(maxSamples).")
        }
        if let workers, workers < 1 { throw ValidationError("--workers takes a number from 1; found \(workers).") }
    }

    func run() async throws {
        var settings = try settings.load()
        if !withCodes { settings.tokenizerPath = nil }
        let environment = try ModelFolder.environment(settings.hub)
        var preparation = try preparation()
        preparation.hub = environment
        preparation.transcripts = { FileHandle.standardError.write(Data("\($0.sentence)\n".utf8)) }
        preparation.maximumBadShare = skipBad ? 1 : settings.maximumBadShare
        let line = ProgressLine()
        let output = URL(filePath: outputDirectory)
        // A wrong model shows before hours of decoding.
        try await ModelFolder.resolveModels(of: &settings)
        let models = try PreparationModels(settings)
        try await HubClient.withClient(environment) { [settings] hub in
            let repository = try upload.repository(settings)
            if let repository {
                try await DatasetUpload.checkAccess(to: repository, isPrivate: upload.isPrivate, with: hub)
            }
            if !preparation.sources.isEmpty { try await prepare(preparation, into: output, models, line) }
            if let repository { try await upload.run(output, to: repository, with: hub, line) }
        }
    }

    private func prepare(
        _ preparation: Preparation, into output: URL, _ models: PreparationModels, _ line: ProgressLine
    ) async throws {
        let interruption = Interruption(notice: "Stopping; what is done is kept. Run the command again to go on.")
        let comparesVoices = preparation.limits.gates[.speakerOutlier] ?? .off != .off
        let encoder = withCodes ? try models.encoder(line, shouldStop: interruption.shouldStop) : nil
        if withCodes, encoder == nil {
            throw ValidationError("--with-codes needs a speech tokenizer: set INIT_MODEL_PATH or TOKENIZER_PATH.")
        }
        let result = try await preparation.run(
            into: output, vectors: comparesVoices ? try models.vectors(line) : nil, encoder: encoder,
            progress: Self.report, shouldStop: interruption.shouldStop)
        line.print(result.report.table)
        let bad = result.report.speakers.flatMap(\.rejections).filter {
            Rejection.Reason.defaultGates[$0.reason] == nil
        }
        for rejection in bad.prefix(3) {
            line.print("skipped: \(Origin(file: rejection.file, line: rejection.line)): \(rejection.detail)")
        }
        if bad.count > 3 { line.print("skipped: \(bad.count - 3) more, which the report names") }
        line.print(
            "\(result.decoded) recordings were decoded now, \(result.reused) were known; "
                + (result.changed.isEmpty ? "nothing changed" : "\(result.changed.count) files are new or changed"))
        line.print("The dataset is in \(output.path); its report is report.html there, and report.json.")
    }

    private func preparation() throws -> Preparation {
        var sources = try speaker.flatMap(BuiltInSpeaker.parse).map(\.source)
        sources += try source.map(SourceSpecification.init(parsing:))
        try columns.apply(to: &sources)
        var preparation = Preparation(sources: sources)
        preparation.languages = try pairs(language, "--language").mapValues { $0[0] }
        preparation.references = try pairs(reference, "--reference").mapValues { $0.map { URL(filePath: $0) } }
        preparation.voices = URL(filePath: voicesDirectory)
        preparation.validationShare = validationShare
        preparation.maximumClips = maxSamples
        try quality.apply(to: &preparation)
        if let workers { preparation.workers = workers }
        return preparation
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
