import Audio
import Foundation
import SpeechDataset

extension DataPreparationError: CustomStringConvertible {
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
        case .transcriptsBelow(let folder, let names):
            """
            The folder '\(folder)' has no transcript itself; below it there is \(listed(names)). Give the folder of each as a \
            source of its own, as --source NAME=FOLDER.
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
            The folder '\(folder)' has several tables, \(listed(names)): name the one that is the transcript as the source, or \
            call it metadata.csv.
            """
        case .emptyTranscript(let path):
            "The transcript '\(path)' is empty: write one line per recording."
        case .incompleteKaldi(let folder, let lacks):
            "The folder '\(folder)' has Kaldi's wav.scp and no '\(lacks)': put it there, with 'ID TEXT' on each line."
        case .severalManifests(let folder, let names):
            "The folder '\(folder)' has several manifests (\(listed(names))): name the file that is meant as the source."
        case .deepFolders(let folder, let example):
            """
            In the folder '\(folder)' recordings lie several folders deep ('\(example)'), and any of these could be the \
            speaker's: give each speaker's folder as a source of its own, as --source NAME=FOLDER.
            """
        case .splitFolders(let folder, let names):
            """
            The folder '\(folder)' has a transcript in each of \(listed(names)), which look like splits and not like speakers: give \
            the one that is meant as the source, or each with a NAME of its own.
            """
        case .singleObject(let path, let names):
            """
            The file '\(path)' is one JSON object with \(listed(names)), where an object for each recording is needed, on a line of \
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
        case .fieldNotThere(let option, let name, let path, let found):
            "The option \(option) names the field '\(name)', and no object in '\(path)' has it. They have: \(listed(found))."
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
        case .unknownBuiltInSpeaker(let name, let available):
            """
            There is no built-in speaker '\(name)'. There is: \(listed(available)). For any other, give --source NAME=PLACE.
            """
        case .noSources:
            """
            Nothing to prepare: name at least one source, such as a folder of recordings or a dataset of the Hub, as PLACE or \
            NAME=PLACE.
            """
        case .unknownSpeaker(let name, let option, let available):
            "The option \(option) names the speaker '\(name)', and there is none. There is: \(listed(available))."
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
            Of the \(counted(lines, "clip")) of the speaker '\(speaker)', none can be used: \(list(reasons)). The dataset's \
            report.html has each.
            """
        case .tooManyRejected(let speaker, let rejected, let lines, let limit, let reasons):
            """
            Of the \(counted(lines, "clip")) of the speaker '\(speaker)', \(rejected) cannot be used: \(list(reasons)). That is \
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
            \(listed(Rejection.Reason.defaultGates.keys.map(\.rawValue).sorted())).
            """
        case .stopped(let done, let total):
            "Stopped after \(done) of \(counted(total, "clip")). Start the same command again to go on."
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
        case .noCard(let dataset):
            "The dataset '\(dataset)' has no \(DatasetCard.fileName) that says which files are whose: prepare it with "
                + "'qwen3-tts prepare', or remove the speaker's files by hand."
        case .onlySpeaker(let name, let dataset):
            "'\(name)' is the only speaker of the dataset '\(dataset)', which would be empty: remove the whole dataset instead."
        }
    }

    private func describe(_ problems: [LocatedProblem], lines: Int, limit: Double) -> String {
        let shown = problems.prefix(Self.problemsShown).map { "  \($0)" }
        let rest = problems.count - shown.count
        return
            (["\(counted(problems.count, "problem")) in the recordings and transcripts; nothing was prepared."]
            + shown + (rest > 0 ? ["  and \(rest) more."] : [])
            + [
                "That is \(problems.count) of \(counted(lines, "line")), more than the share of \(limit) that MAX_BAD_SHARE "
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
        listed(columns.enumerated().map { "\($0 + 1) '\($1)'" })
    }

    /// Reasons with their counts, the most frequent first.
    private func list(_ reasons: [Rejection.Reason: Int]) -> String {
        reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { "\($0.key.words) (\($0.value))" }.joined(separator: ", ")
    }
}
