import ArgumentParser
import DataPreparation
import DataPublishing
import FineTuning
import Foundation
import Hub
import TrainingSettings

/// `qwen3-tts prepare`: from recordings with transcripts to a dataset that is ready for training, here and on the Hub.
struct PrepareCommand: AsyncParsableCommand, SettingsTaking {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Decode, resample, check and split recordings, once; and upload them.",
        usage: "qwen3-tts prepare --source NAME=PLACE ... [options]",
        discussion: """
            A place is one of:
              a folder with a transcript, or the transcript by itself
              a Parquet file, or a folder of them
              USER/DATASET[:CONFIG[:SPLIT+SPLIT]][@REVISION], a dataset of the Hub

            Transcripts, each recognised by its shape:
              metadata.jsonl: a line {"audio": "a.wav", "text": "Good morning.",
                "language": "English"} for each recording; the official JSONL, and
                NeMo's manifest with offset and duration
              tables: LJSpeech's and KSS's, Coqui's, XTTS's and F5's, Piper's,
                GPT-SoVITS's .list, Common Voice's TSV, and any other with the names
                of its columns, or with --text-column and its like
              folders of Kaldi, ESPnet, CosyVoice, LibriSpeech, LibriTTS and VCTK
              a.txt or a.lab beside a.wav; a folder for each speaker

            A path that exists wins. A field instruct may say how a line is spoken. Run again, it does only what is new; \
            interrupted, it goes on. What is unusable is left out and what is odd is named, as report.html says; each gate \
            and limit can be set. With INIT_MODEL_PATH, the voices of the clips are compared.
            """)

    /// What preparing looks at, of all that may be set.
    static let settingKeys: Set = [
        "INIT_MODEL_PATH", "TOKENIZER_PATH", "HF_DATASET_REPO", "MAX_BAD_SHARE", "CACHE_DIR", "DEVICE", "NUM_THREADS",
        "HF_TOKEN", "HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE",
    ]

    // In the order of the help: what everybody needs comes first.
    @OptionGroup(title: "What to prepare") var input: SourceOptionGroup
    @OptionGroup(title: "Language and voice") var language: LanguageOptionGroup
    @OptionGroup(title: "Columns") var columns: ColumnOptionGroup
    @OptionGroup(title: "How much") var split: SplitOptionGroup
    @OptionGroup(title: "Quality") var quality: QualityOptionGroup
    @OptionGroup(title: "Upload") var upload: UploadOptionGroup
    @OptionGroup(title: "Settings") var settings: SettingOptions<PrepareCommand>

    func validate() throws {
        if input.speaker.isEmpty, input.source.isEmpty, !upload.upload {
            throw ValidationError("Give at least one --source NAME=PLACE, or --speaker hausa, english or both.")
        }
    }

    func run() async throws {
        try await Interruption.during("what is done is kept, and the same command goes on from there") { interruption in
            try await run(interruption)
        }
    }

    private func run(_ interruption: Interruption) async throws {
        var settings = try settings.load()
        if !split.withCodes { settings.tokenizerPath = nil }
        let environment = try ModelFolder.environment(settings.hub)
        var preparation = try preparation()
        preparation.hub = environment
        preparation.transcripts = { FileHandle.standardError.write(Data("\($0.sentence)\n".utf8)) }
        let line = ProgressLine()
        let downloads = WorkLine("fetching", .bytes(of: "recordings"), on: line)
        preparation.downloads = { downloads.show($0) }
        preparation.maximumBadShare = quality.skipBad ? 1 : settings.maximumBadShare
        let output = URL(filePath: input.outputDirectory)
        // A wrong model shows before hours of decoding.
        try await ModelFolder.resolveModels(of: &settings)
        let models = try PreparationModels(settings)
        try await HubClient.withClient(environment) { [settings] hub in
            let repository = try upload.repository(settings)
            var isThere = true
            if let repository {
                isThere = try await DatasetUpload.checkAccess(to: repository, isPrivate: upload.isPrivate, with: hub)
                if !isThere, !preparation.sources.isEmpty {
                    let novelty = UploadOptionGroup.novelty(of: repository, isPrivate: upload.isPrivate)
                    line.print("the upload will create \(novelty)")
                }
            }
            if !preparation.sources.isEmpty {
                do {
                    try await prepare(preparation, into: output, models, line, interruption)
                } catch let error as HubError {
                    throw input.explained(error)
                }
            }
            if let repository {
                try Task.checkCancellation()
                try await upload.run(output, to: repository, isThere: isThere, with: hub, line)
            }
        }
    }

    private func prepare(
        _ preparation: Preparation, into output: URL, _ models: PreparationModels, _ line: ProgressLine,
        _ interruption: Interruption
    ) async throws {
        let comparesVoices = preparation.limits.gates[.speakerOutlier] ?? .off != .off
        let encoder = split.withCodes ? try models.encoder(line, shouldStop: interruption.shouldStop) : nil
        if split.withCodes, encoder == nil {
            throw ValidationError("--with-codes needs a speech tokenizer: set INIT_MODEL_PATH or TOKENIZER_PATH.")
        }
        let work = WorkLine("decoding", .items("clips"), on: line)
        let result = try await preparation.run(
            into: output, vectors: comparesVoices ? try models.vectors(line) : nil, encoder: encoder,
            progress: { work.show($0, of: $1) }, shouldStop: interruption.shouldStop)
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
        var sources = try input.sources()
        try columns.apply(to: &sources)
        var preparation = Preparation(sources: sources)
        try language.apply(to: &preparation)
        split.apply(to: &preparation)
        try quality.apply(to: &preparation)
        return preparation
    }
}
