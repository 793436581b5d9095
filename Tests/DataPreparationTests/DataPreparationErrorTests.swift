import Audio
import Files
import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("What is said when preparing fails")
struct DataPreparationErrorTests {
    @Test(
        "Every message says what was found, what was expected and what to do",
        arguments: [
            (
                DataPreparationError.invalidSpecification("a="),
                "The source 'a=' is incomplete: write NAME=PLACE, or PLACE alone, where PLACE is a path or USER/DATASET:CONFIG."
            ),
            (
                DataPreparationError.invalidName("ä", from: "ä=b"),
                """
                The speaker's name 'ä' (from 'ä=b') is not allowed: use letters a to z, digits and the signs _ . - (a dot not \
                at the beginning). To choose another name, write NAME=PATH.
                """
            ),
            (
                DataPreparationError.transcriptsBelow(folder: "v", names: ["a/metadata.csv", "b/metadata.csv"]),
                """
                The folder 'v' has no transcript itself; below it there is a/metadata.csv, b/metadata.csv. Give the folder \
                of each as a source of its own, as --source NAME=FOLDER.
                """
            ),
            (
                DataPreparationError.fieldNotThere(
                    option: "--text-column", name: "x", path: "a.jsonl", found: ["audio", "said"]),
                "The option --text-column names the field 'x', and no object in 'a.jsonl' has it. They have: audio, said."
            ),
            (
                DataPreparationError.duplicateSpeaker("amina", first: "v/Amina", second: "w/amina"),
                """
                Two speakers are called 'amina' (upper and lower case count as the same): 'v/Amina' and 'w/amina'. Give each a \
                name of its own with NAME=PATH.
                """
            ),
            (
                DataPreparationError.severalSpeakers(path: "a.jsonl", name: "x", found: ["a", "b"]),
                """
                The file 'a.jsonl' has 2 speakers (a, b), so they cannot all be called 'x': give the path without a name.
                """
            ),
            (DataPreparationError.sourceMissing(path: "v"), "The source 'v' does not exist: check the path."),
            (
                DataPreparationError.notASource(path: "v.txt"),
                """
                The source 'v.txt' is neither a folder with recordings nor a transcript that is read: a table (.csv, .tsv, .txt, \
                .list), .jsonl or .parquet.
                """
            ),
            (
                DataPreparationError.noTranscript(folder: "v"),
                """
                The folder 'v' has no transcript: put Parquet files into it, a metadata.jsonl, or a metadata.csv such as
                  file_name|text
                  a.wav|What is said in it.
                """
            ),
            (
                DataPreparationError.emptyTranscript(path: "a"),
                "The transcript 'a' is empty: write one line per recording."
            ),
            (
                FileError.unreadable(path: "a", reason: "Permission denied"),
                "The file 'a' cannot be read: Permission denied."
            ),
            (
                DataPreparationError.noSources,
                """
                Nothing to prepare: name at least one source, such as a folder of recordings or a dataset of the Hub, as \
                PLACE or NAME=PLACE.
                """
            ),
            (
                DataPreparationError.unknownSpeaker("x", option: "--language", available: ["a", "b"]),
                "The option --language names the speaker 'x', and there is none. There is: a, b."
            ),
            (
                DataPreparationError.badReference(speaker: "a", .empty(path: "r.wav")),
                """
                The reference recording of the speaker 'a' cannot be used. The recording 'r.wav' is empty (0 bytes): copy or \
                download it again.
                """
            ),
            (
                DataPreparationError.silentReference(speaker: "a", path: "r.wav"),
                "The reference recording of the speaker 'a', 'r.wav', is silent: choose another."
            ),
            (
                DataPreparationError.shortReference(speaker: "a", path: "r.wav", seconds: 0.42, minimum: 1),
                """
                The reference recording of the speaker 'a', 'r.wav', has 0.4 s of sound, where at least 1.0 s are needed: \
                choose a longer one.
                """
            ),
            (
                DataPreparationError.noClipLeft(speaker: "a", lines: 3, reasons: [.tooShort: 2, .duplicate: 1]),
                "Of the 3 clips of the speaker 'a', none can be used: too short (2), the same sound twice (1). The dataset's report.html has each."
            ),
            (
                DataPreparationError.tooManyRejected(
                    speaker: "a", rejected: 3, lines: 4, limit: 0.5, reasons: [.clipped: 3]),
                """
                Of the 4 clips of the speaker 'a', 3 cannot be used: clipped (3). That is more than the share of 0.5 that \
                --maximum-rejected-share allows. The dataset's report.html has each. Mend the recordings and texts, or raise \
                the share; a gate that should not count is opened with --gate NAME=warn.
                """
            ),
            (
                DataPreparationError.invalidShare(name: "validation share", value: 1.5),
                "The validation share is 1.5, where a number from 0 to 1 is needed."
            ),
            (
                DataPreparationError.stopped(done: 1, total: 5),
                "Stopped after 1 of 5 clips. Start the same command again to go on."
            ),
            (
                FileError.cannotWrite(path: "d", reason: "No space left on device"),
                "The file 'd' cannot be written: No space left on device."
            ),
            (
                SpeechDatasetError.datasetMissing(path: "d"),
                "The dataset 'd' does not exist: check the path, or make it with 'qwen3-tts prepare'."
            ),
            (
                SpeechDatasetError.notADataset(path: "d"),
                "The folder 'd' is not a prepared dataset (it has no Parquet files): make it with 'qwen3-tts prepare'."
            ),
            (
                SpeechDatasetError.speakersNotInDataset(["x"], available: ["a"]),
                "The dataset has no speaker 'x'. It has: a."
            ),
            (
                SpeechDatasetError.speakersNotInDataset(["x", "y"], available: ["a", "b"]),
                "The dataset has no speakers 'x', 'y'. It has: a, b."
            ),
        ] as [(any Error, String)])
    func messages(error: any Error, expected: String) {
        #expect("\(error)" == expected)
    }

    @Test("Twenty problems are listed and the rest is counted")
    func manyProblems() {
        let problems = (1...22).map { LocatedProblem(origin: Origin(file: "m.jsonl", line: $0), problem: .notUTF8) }
        let shown = (1...20).map { "  m.jsonl:\($0): The line is not UTF-8 text: save the file in that encoding." }
        let expected =
            ["22 problems in the recordings and transcripts; nothing was prepared."] + shown
            + [
                "  and 2 more.",
                "That is 22 of 30 lines, more than the share of 0.05 that MAX_BAD_SHARE (--max-bad-share) allows. Mend "
                    + "them, raise it, or leave all such lines out with --skip-bad.",
            ]
        #expect(
            DataPreparationError.problems(problems, lines: 30, limit: 0.05).description
                == expected.joined(separator: "\n"))
    }
}
