import Audio
import Foundation

extension CorpusError: CustomStringConvertible {
    /// How many problems a message lists before it counts the rest.
    static let problemsShown = 20

    /// What is wrong where, what was expected and what to do about it.
    public var description: String {
        switch self {
        case .invalidSpecification(let argument):
            "The source '\(argument)' is incomplete: write PATH or NAME=PATH."
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
            "The source '\(path)' is neither a folder with a transcript nor a .jsonl file."
        case .noTranscript(let folder):
            "The folder '\(folder)' has no transcript: put a metadata.jsonl or a metadata.csv into it."
        case .emptyTranscript(let path):
            "The transcript '\(path)' is empty: write one line per recording."
        case .noHeader(let path, let found):
            """
            The transcript '\(path)' must begin with the names of its columns, such as 'audio,text', or have LJSpeech's form \
            'id|text'. It begins with '\(found.joined(separator: ","))'.
            """
        case .unreadable(let path, let reason):
            "The file '\(path)' cannot be read: \(reason)."
        case .noSources:
            "Nothing to prepare: name at least one folder of recordings or .jsonl file, as PATH or NAME=PATH."
        case .unknownSpeaker(let name, let option, let available):
            "The option \(option) names the speaker '\(name)', and there is none. There is: \(list(available))."
        case .problems(let problems):
            describe(problems)
        case .noReference(let speakers):
            describe(withoutReference: speakers)
        case .badReference(let speaker, let error):
            "The reference recording of the speaker '\(speaker)' cannot be used. \(error)"
        case .silentReference(let speaker, let path):
            "The reference recording of the speaker '\(speaker)', '\(path)', is silent: choose another."
        case .shortReference(let speaker, let path, let seconds, let minimum):
            """
            The reference recording of the speaker '\(speaker)', '\(path)', has \(decimal(seconds)) s of sound, where at least \
            \(decimal(minimum)) s are needed: choose a longer one.
            """
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
        case .brokenStore(let path, let clip):
            "The clip \(clip) in '\(path)' is damaged. Remove the file; the next run makes it again."
        case .speakersNotInDataset(let names, let available):
            """
            The dataset has no speaker\(names.count == 1 ? "" : "s") \(names.map { "'\($0)'" }.joined(separator: ", ")). \
            It has: \(list(available)).
            """
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

    private func describe(withoutReference speakers: [String]) -> String {
        let names = speakers.map { "'\($0)'" }.joined(separator: ", ")
        return """
            \(speakers.count == 1 ? "The speaker \(names) has" : "The speakers \(names) have") no reference recording, a few \
            clean seconds that show the voice. Put a reference.wav into the folder, or give ref_audio in the transcript, \
            or say --reference \(speakers[0])=FILE.
            """
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

    /// Reasons with their counts, the most frequent first.
    private func list(_ reasons: [Rejection.Reason: Int]) -> String {
        reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
            .map { "\($0.key.words) (\($0.value))" }.joined(separator: ", ")
    }
}

/// Runs `work`, which writes a file, turning its failure into this target's error.
func writing(_ file: URL, _ work: (URL) throws(AudioError) -> Void) throws(CorpusError) {
    do throws(AudioError) {
        try work(file)
    } catch {
        guard case .cannotWrite(let path, let reason) = error else {
            throw .cannotWrite(path: file.path, reason: error.description)
        }
        throw .cannotWrite(path: path, reason: reason)
    }
}
