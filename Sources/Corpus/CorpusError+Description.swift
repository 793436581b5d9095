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
        case .reservedName(let name):
            """
            No speaker can be called '\(name)': README.md, report.json and report.html are files of the dataset itself, and Python's \
            datasets passes over folders that begin with '__'. Choose another name, with NAME=PATH or in the transcript.
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
            """
            The source '\(path)' is neither a folder with recordings nor a transcript that is read: a table (.csv, .tsv, .txt, \
            .list), .jsonl or .parquet.
            """
        case .noTranscript(let folder):
            """
            The folder '\(folder)' has no transcript: put Parquet files into it, a metadata.jsonl, or a metadata.csv such as
              file_name|text
              a.wav|What is said in it.
            """
        case .formNotRead(let path, let form, let file, let recording):
            """
            The place '\(path)' has \(form) ('\(file)'), which is not read. Write what is said into a metadata.csv beside the \
            recordings, a line for each below the names of the columns:
              file_name|text
              \(recording)|What is said in it.
            """
        case .severalTranscripts(let folder, let names):
            """
            The folder '\(folder)' has several tables, \(list(names)): name the one that is the transcript as the source, or \
            call it metadata.csv.
            """
        case .emptyTranscript(let path):
            "The transcript '\(path)' is empty: write one line per recording."
        case .incompleteKaldi(let folder, let lacks):
            "The folder '\(folder)' has Kaldi's wav.scp and no '\(lacks)': put it there, with 'ID TEXT' on each line."
        case .severalManifests(let folder, let names):
            "The folder '\(folder)' has several manifests (\(list(names))): name the file that is meant as the source."
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
        case .singleObject(let path, let names):
            """
            The file '\(path)' is one JSON object with \(list(names)), where an object for each recording is needed, on a line of \
            its own or in a list: {"audio": "a.wav", "text": "Hello."}. Or write a metadata.csv that begins so:
              file_name|text
              a.wav|What is said in it.
            """
        case .notATable(let path, let line):
            """
            The transcript '\(path)' is not divided into columns: it begins with '\(line)'. Write a recording and its text on \
            each line, below a line with the names of the columns:
              file_name|text
              a.wav|What is said in it.
            """
        case .columnNotThere(let option, let name, let path, let found):
            """
            The option \(option) names the column '\(name)', and '\(path)' has none of that name or number. It has: \
            \(numbered(found)).
            """
        case .columnsUnknown(let path, let missing, let found):
            """
            The names of the columns of '\(path)' do not say which holds \(missing.map(\.words).joined(separator: " and which ")). \
            It has: \(numbered(found)). Say which with \(missing.compactMap(\.option).joined(separator: " and ")), by name or \
            number; if the first line names no columns, say so with --no-header.
            """
        case .columnsUnclear(let path, let values):
            """
            The transcript '\(path)' does not name its columns, and it is not clear what they hold. A row of it has:
            \(values.enumerated().map { "  \($0 + 1): \($1.prefix(60))" }.joined(separator: "\n"))
            Say which is which by number: --audio-column N --text-column N, and --speaker-column N where one says who speaks (or \
            NAME=PLACE, if one person speaks). If the first line names the columns, say so with --header.
            """
        case .columnsDisagree(let path, let columns, let values, let option):
            """
            The columns '\(columns[0])' and '\(columns[1])' of '\(path)' do not say the same: '\(values[0].prefix(60))' and \
            '\(values[1].prefix(60))'. Say which counts with \(option).
            """
        case .severalVoices(let path, let column, let values):
            """
            The column '\(column)' of '\(path)' seems to name several speakers, such as '\(values[0].prefix(40))' and \
            '\(values[1].prefix(40))'. To make a speaker of each, give --speaker-column '\(column)'; to make one speaker of all, \
            give that speaker's name as NAME=PLACE.
            """
        case .otherEncoding(let path, let line, let name):
            describe(encoding: name, of: path, line: line)
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
        case .problems(let problems, let lines, let limit):
            describe(problems, lines: lines, limit: limit)
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
            more than the share of \(limit) that --maximum-rejected-share allows. The dataset's report.html has each. Mend the recordings and \
            texts, or raise the share; a gate that should not count is opened with --gate NAME=warn.
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
        case .halfSwapped(let folder, let path, let reason):
            """
            The file '\(path)' cannot be written: \(reason). The dataset in '\(folder)' is half changed: some of its files are new and \
            others are not. When that is mended, such as by making room on the disk, start the same command again: it finishes the change \
            before anything else.
            """
        case .notTidied(let folder, let path, let reason):
            """
            The file '\(path)' cannot be written: \(reason). The dataset in '\(folder)' is whole and up to date; only its working files \
            could not be put in order. When that is mended, start the same command again.
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
        case .publicRepository(let repository):
            """
            The dataset '\(repository)' exists and is public, and --private was given: make it private at \
            https://huggingface.co/datasets/\(repository)/settings, give another --repo-id, or leave --private out.
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
        case .textsDisagree(let path, let columns, let values):
            """
            The columns '\(columns[0])' and '\(columns[1])' of '\(path)' do not say the same: '\(values[0].prefix(60))' and \
            '\(values[1].prefix(60))'. Prepare the data with 'qwen3-tts prepare --text-column \(columns[0])' (or \
            \(columns[1])), and train on that.
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
        case .noCard(let dataset):
            "The dataset '\(dataset)' has no \(DatasetCard.fileName) that says which files are whose: prepare it with "
                + "'qwen3-tts prepare', or remove the speaker's files by hand."
        case .onlySpeaker(let name, let dataset):
            "'\(name)' is the only speaker of the dataset '\(dataset)', which would be empty: remove the whole dataset instead."
        case .notUploadable(let path, let reason):
            "The folder '\(path)' cannot be uploaded as a dataset: \(reason). Prepare it with 'qwen3-tts prepare'."
        }
    }

    private func describe(_ problems: [LocatedProblem], lines: Int, limit: Double) -> String {
        let shown = problems.prefix(Self.problemsShown).map { "  \($0)" }
        let rest = problems.count - shown.count
        return
            (["\(count(problems.count, "problem")) in the recordings and transcripts; nothing was prepared."]
            + shown + (rest > 0 ? ["  and \(rest) more."] : [])
            + [
                "That is \(problems.count) of \(count(lines, "line")), more than the share of \(limit) that MAX_BAD_SHARE "
                    + "(--max-bad-share) allows. Mend them, raise it, or leave all such lines out with --skip-bad."
            ]).joined(separator: "\n")
    }

    private func describe(encoding name: String?, of path: String, line: Int) -> String {
        guard let name else {
            return """
                The line \(line) of '\(path)' is not UTF-8 text, and no other encoding is evident: save the file as UTF-8.
                """
        }
        let file = "'\(path.replacing("'", with: "'\\''"))'"
        return """
            The line \(line) of '\(path)' is not UTF-8 text but probably \(name). Convert it:
              iconv -f \(name) -t UTF-8 \(file) > \(file).utf8 && mv \(file).utf8 \(file)
            """
    }

    /// `1 'a', 2 'b'`.
    private func numbered(_ columns: [String]) -> String {
        list(columns.enumerated().map { "\($0 + 1) '\($1)'" })
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
