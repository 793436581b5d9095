import Audio
import Foundation

extension CorpusError: CustomStringConvertible {
    /// How many problems a message lists before it counts the rest.
    static let problemsShown = 20

    /// What is wrong where, what was expected and what to do about it.
    public var description: String {
        switch self {
        case .invalidSpecification(let argument):
            "The source '\(argument)' is incomplete: write NAME=PLACE, or PLACE alone, where PLACE is a path or USER/DATASET:CONFIG."
        case .invalidName(let name, let source):
            """
            The speaker's name '\(name)' (from '\(source)') is not allowed: use letters a to z, digits and the \
            signs _ . - (a dot not at the beginning). To choose another name, write NAME=PATH.
            """
        case .duplicateSpeaker(let name, let first, let second):
            """
            Two speakers are called '\(name)' (upper and lower case count as the same): '\(first)' and '\(second)'. \
            Give each a name of its own with NAME=PATH.
            """
        case .severalSpeakers(let path, let name, let found):
            """
            The file '\(path)' has \(found.count) speakers (\(found.joined(separator: ", "))), so they cannot all be called \
            '\(name)': give the path without a name.
            """
        case .sourceMissing(let path):
            "The source '\(path)' does not exist: check the path."
        case .notASource(let path):
            "The source '\(path)' is neither a folder with recordings nor a .jsonl or .parquet file."
        case .noTranscript(let folder):
            "The folder '\(folder)' has no transcript: put a metadata.jsonl, a metadata.csv or Parquet files into it."
        case .emptyTranscript(let path):
            "The transcript '\(path)' is empty: write one line per recording."
        case .incompleteKaldi(let folder, let lacks):
            "The folder '\(folder)' has Kaldi's wav.scp and no '\(lacks)': put it there, with 'ID TEXT' on each line."
        case .severalTranscripts(let folder, let names):
            "The folder '\(folder)' has several transcripts (\(list(names))): name the file that is meant as the source."
        case .deepFolders(let folder, let example):
            """
            In the folder '\(folder)' recordings lie several folders deep ('\(example)'), and any of these could be the \
            speaker's: give each speaker's folder as a source of its own, as --source NAME=FOLDER.
            """
        case .splitFolders(let folder, let names):
            """
            The folder '\(folder)' has a transcript in each of \(list(names)), which look like splits and not like speakers: give \
            the one that is meant as the source, or each with a NAME of its own.
            """
        case .transcriptNotRead(let path, let found, let recording):
            """
            The source '\(path)' has no transcript that is read: \(found). Write a metadata.csv beside the recordings that \
            begins so, with a line for each:
            \(Self.table(recording))
            """
        case .singleObject(let path, let names):
            """
            The file '\(path)' is one JSON object with \(list(names)), where an object for each recording is needed, on a line of \
            its own or in a list: {"audio": "a.wav", "text": "Hello."}. Or write a metadata.csv that begins so:
            \(Self.table("a.wav"))
            """
        case .noHeader(let path, let found):
            """
            The transcript '\(path)' must begin with the names of its columns, such as 'audio,text', or have LJSpeech's form \
            'id|text'. It begins with '\(found.joined(separator: ","))'.
            """
        case .columnMissing(let path, let content, let names, let option, let found):
            """
            The file '\(path)' has no column for \(content), which is looked for as \(names.joined(separator: ", ")). It has: \
            \(list(found)). Say which with \(option).
            """
        case .columnUnsuitable(let path, let column, let content, let type, let option, let found):
            """
            The column '\(column)' of the file '\(path)' holds \(type), where \(content) should be. The file has: \
            \(list(found)). Say which with \(option).
            """
        case .unknownBuiltInSpeaker(let name, let available):
            """
            There is no built-in speaker '\(name)'. There is: \(list(available)). For any other, give --source NAME=PLACE.
            """
        case .unreadable(let path, let reason):
            "The file '\(path)' cannot be read: \(reason)."
        case .noSources:
            """
            Nothing to prepare: name at least one source, such as a folder of recordings or a dataset of the Hub, as PLACE or \
            NAME=PLACE.
            """
        case .unknownSpeaker(let name, let option, let available):
            "The option \(option) names the speaker '\(name)', and there is none. There is: \(list(available))."
        case .problems(let problems):
            describe(problems)
        case .badReference(let speaker, let error):
            "The reference recording of the speaker '\(speaker)' cannot be used. \(error)"
        case .silentReference(let speaker, let path):
            "The reference recording of the speaker '\(speaker)', '\(path)', is silent: choose another."
        case .shortReference(let speaker, let path, let seconds, let minimum):
            """
            The reference recording of the speaker '\(speaker)', '\(path)', has \(decimal(seconds)) s of sound, where at least \
            \(decimal(minimum)) s are needed: choose a longer one.
            """
        case .noClipLeft(let speaker, 0, _):
            "The source of the speaker '\(speaker)' has no recordings (0 lines or rows): check the path, and the split if one is named."
        case .noClipLeft(let speaker, let lines, let reasons):
            """
            Of the \(count(lines, "clip")) of the speaker '\(speaker)', none can be used: \(list(reasons)). The dataset's \
            report.html has each.
            """
        case .tooManyRejected(let speaker, let rejected, let lines, let limit, let reasons):
            """
            Of the \(count(lines, "clip")) of the speaker '\(speaker)', \(rejected) cannot be used: \(list(reasons)). That is \
            more than the share of \(limit) that is allowed. The dataset's report.html has each. Mend the recordings, or raise the share.
            """
        case .invalidShare(let name, let value):
            "The \(name) is \(value), where a number from 0 to 1 is needed."
        case .invalidLimits(let limits):
            limits.map { "The limit '\($0.name)' is \($0.value), where \($0.expected) is needed." }
                .joined(separator: "\n")
        case .invalidGate(let argument):
            """
            The gate '\(argument)' must be written as NAME=off, NAME=warn or NAME=reject, with one of the names \
            \(list(Rejection.Reason.defaultGates.keys.map(\.rawValue).sorted())).
            """
        case .stopped(let done, let total):
            "Stopped after \(done) of \(count(total, "clip")). Start the same command again to go on."
        case .cannotWrite(let path, let reason):
            "The file '\(path)' cannot be written: \(reason)."
        case .notPrepared(let folder, let path, let reason):
            """
            The file '\(path)' cannot be written: \(reason). The dataset in '\(folder)' is as it was. When that is mended, such \
            as by making room on the disk, start the same command again: what is done is kept.
            """
        case .locked(let folder, let process):
            """
            \(process.map { "The process \($0)" } ?? "Another process") is preparing into '\(folder)': wait until it has ended, \
            or choose another folder with --output-dir.
            """
        case .partialConversion(let dataset, let splits):
            """
            The dataset '\(dataset)' has no Parquet files of its own, and the Hub has converted only the beginning of \
            \(splits.map { "'\($0)'" }.joined(separator: ", ")). To use that, name the split (\(dataset):CONFIG:SPLIT).
            """
        case .earlierFormat(let folder):
            """
            The folder '\(folder)' has a dataset of an earlier version (dataset.json): choose another folder with --output-dir, \
            or remove this one and prepare again.
            """
        case .noUploadToken(let repository):
            """
            To upload to '\(repository)', a token with write access is needed: make one at \
            https://huggingface.co/settings/tokens and put it into HF_TOKEN, in the environment or in .env.
            """
        case .readOnlyToken(let account, let repository):
            """
            The token of '\(account)' only reads, so nothing can be uploaded to '\(repository)': make one with write access at \
            https://huggingface.co/settings/tokens.
            """
        case .foreignRepository(let repository, let account, let owners):
            """
            The token is that of '\(account)', who cannot write to '\(repository)': give --repo-id NAME/DATASET with one of the \
            names \(list(owners)), or the token of who may.
            """
        case .datasetMissing(let path):
            "The dataset '\(path)' does not exist: check the path, or make it with 'qwen3-tts prepare'."
        case .notADataset(let path):
            "The folder '\(path)' is not a prepared dataset (it has no Parquet files): make it with 'qwen3-tts prepare'."
        case .shardsMissing(let dataset, let split, let found, let expected):
            """
            The dataset '\(dataset)' has \(found) of the \(count(expected, "file")) of the split '\(split)': copy or download it again.
            """
        case .configurationIsNoSpeaker(let name, let dataset):
            """
            The configuration '\(name)' of the dataset '\(dataset)' cannot be a speaker: a speaker's name has letters a to z, digits and the \
            signs _ . - (a dot not at the beginning). Choose others with TRAIN_SPEAKERS, or prepare the data under another name.
            """
        case .columnsMissing(let missing, let path, let available):
            """
            The file '\(path)' has no column with \(missing.joined(separator: ", and none with ")). It has: \(list(available)). \
            Rename the column, or prepare the data with 'qwen3-tts prepare'.
            """
        case .tooManyBadRows(let dataset, let bad, let rows, let limit, let examples):
            ([
                "Of the \(count(rows, "row")) of the dataset '\(dataset)', \(bad) cannot be used, which is more than the share of "
                    + "\(limit) that MAX_BAD_SHARE allows:"
            ] + examples.map { "  \($0)" } + (bad > examples.count ? ["  and \(bad - examples.count) more."] : [])
                + ["Mend the dataset, or raise MAX_BAD_SHARE to skip these rows."]).joined(separator: "\n")
        case .noUsableClip(let speaker, let dataset):
            """
            The speaker '\(speaker)' of the dataset '\(dataset)' has no clip that can be trained on. Leave the speaker out of \
            TRAIN_SPEAKERS, or raise MAX_TRAIN_SAMPLES.
            """
        case .noReferenceInDataset(let speaker, let dataset):
            """
            Nothing in the dataset '\(dataset)' shows the voice of '\(speaker)': put a recording of 5 to 15 seconds there as \
            voices/\(speaker).wav.
            """
        case .lengthUnknown(let path, let row):
            """
            \(path), row \(row): There is no duration, which MAX_BATCH_FRAMES needs when streaming. Set MAX_BATCH_FRAMES=0, or \
            USE_STREAMING_DATASET=false, or prepare the data with 'qwen3-tts prepare'.
            """
        case .brokenStore(let path, let clip):
            "The clip \(clip) in '\(path)' is damaged. Remove the file; the next run makes it again."
        case .speakersNotInDataset(let names, let available):
            """
            The dataset has no speaker\(names.count == 1 ? "" : "s") \(names.map { "'\($0)'" }.joined(separator: ", ")). \
            It has: \(list(available)).
            """
        case .brokenCard(let path, let line, let reason):
            """
            The header of '\(path)' is broken\(line.map { " at line \($0)" } ?? ""): \(reason). Mend it there (it is YAML between two \
            lines of three hyphens).
            """
        case .noSuchConfig(let name, let dataset, let available):
            "The dataset '\(dataset)' has no config '\(name)'. It has: \(list(available))."
        case .configNeeded(let dataset, let available):
            "The dataset '\(dataset)' has several configs: name one of \(list(available))."
        case .noSuchSplit(let name, let config, let dataset, let available):
            "The config '\(config)' of the dataset '\(dataset)' has no split '\(name)'. It has: \(list(available))."
        case .noParquet(let dataset, let files):
            """
            The dataset '\(dataset)' has no Parquet files, and the Hub has made none of it. \
            It has: \(list(Array(files.prefix(10))))\(files.count > 10 ? " and \(files.count - 10) more" : ""). Check that it is a \
            dataset of recordings, or download it and name the folder.
            """
        case .notUploadable(let path, let reason):
            "The folder '\(path)' cannot be uploaded as a dataset: \(reason). Prepare it with 'qwen3-tts prepare'."
        }
    }

    private func describe(_ problems: [LocatedProblem]) -> String {
        let shown = problems.prefix(Self.problemsShown).map { "  \($0)" }
        let rest = problems.count - shown.count
        return
            (["\(count(problems.count, "problem")) in the recordings and transcripts; nothing was prepared."]
            + shown + (rest > 0 ? ["  and \(rest) more."] : [])
            + ["Mend them, or leave these lines out with --skip-bad."]).joined(separator: "\n")
    }

    /// The first two lines of a table.
    private static func table(_ recording: String) -> String {
        "  file_name,text\n  \(recording),What is said in it."
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

    /// Reasons with their counts, the most frequent first.
    private func list(_ reasons: [Rejection.Reason: Int]) -> String {
        reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { "\($0.key.words) (\($0.value))" }.joined(separator: ", ")
    }
}

extension CorpusError {
    /// What failed when a file was written.
    static func cannotWrite(_ error: AudioError, to file: URL) -> CorpusError {
        guard case .cannotWrite(let path, let reason) = error else {
            return .cannotWrite(path: file.path, reason: error.description)
        }
        return .cannotWrite(path: path, reason: reason)
    }
}

/// Runs `work`, which writes a file, turning its failure into this target's error.
func writing(_ file: URL, _ work: (URL) throws(AudioError) -> Void) throws(CorpusError) {
    do throws(AudioError) {
        try work(file)
    } catch {
        throw .cannotWrite(error, to: file)
    }
}
