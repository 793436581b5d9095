import Testing

@testable import DataPreparation
@testable import DataPublishing
@testable import SpeechDataset

@Suite("What is said when preparing cannot begin or end")
struct PreparationErrorTests {
    static let messages: [(any Error, String)] = [
        (
            DataPreparationError.notPrepared(folder: "d", path: "d/x", reason: "No space left on device"),
            """
            The file 'd/x' cannot be written: No space left on device. The dataset in 'd' is as it was. When that is \
            mended, such as by making room on the disk, start the same command again: what is done is kept.
            """
        ),
        (
            DataPreparationError.halfSwapped(folder: "d", path: "d/x", reason: "No space left on device"),
            """
            The file 'd/x' cannot be written: No space left on device. The dataset in 'd' is half changed: some of its files \
            are new and others are not. When that is mended, such as by making room on the disk, start the same command again: \
            it finishes the change before anything else.
            """
        ),
        (
            DataPreparationError.notTidied(folder: "d", path: "d/x", reason: "No space left on device"),
            """
            The file 'd/x' cannot be written: No space left on device. The dataset in 'd' is whole and up to date; only its \
            working files could not be put in order. When that is mended, start the same command again.
            """
        ),
        (
            DataPreparationError.reservedName("report.json"),
            """
            No speaker can be called 'report.json': README.md, report.json and report.html are files of the dataset itself, \
            and Python's datasets passes over folders that begin with '__'. Choose another name, with NAME=PATH or in the \
            transcript.
            """
        ),
        (
            DataPreparationError.locked(folder: "d", process: 17),
            """
            The process 17 is preparing into 'd': wait until it has ended, or choose another folder with --output-dir.
            """
        ),
        (
            DataPreparationError.locked(folder: "d", process: nil),
            """
            Another process is preparing into 'd': wait until it has ended, or choose another folder with --output-dir.
            """
        ),
        (
            DataPreparationError.partialConversion(dataset: "alice/d", splits: ["fr/train"]),
            """
            The dataset 'alice/d' has no Parquet files of its own, and the Hub has converted only the beginning of \
            'fr/train'. To use that, name the split (alice/d:CONFIG:SPLIT).
            """
        ),
        (
            DataPreparationError.earlierFormat(folder: "d"),
            """
            The folder 'd' has a dataset of an earlier version (dataset.json): choose another folder with \
            --output-dir, or remove this one and prepare again.
            """
        ),
        (
            SpeechDatasetError.columnMissing(
                path: "a.parquet", content: "the text", names: ["text", "sentence"], option: "--text-column",
                found: ["audio (recordings)", "words (text)"]),
            """
            The file 'a.parquet' has no column for the text, which is looked for as text, sentence. It has: audio \
            (recordings), words (text). Say which with --text-column.
            """
        ),
        (
            SpeechDatasetError.columnUnsuitable(
                path: "a.parquet", column: "audio", content: "the recordings", type: "text",
                option: "--audio-column", found: ["audio (text)"]),
            """
            The column 'audio' of the file 'a.parquet' holds text, where the recordings should be. The file has: audio \
            (text). Say which with --audio-column.
            """
        ),
        (
            DataPreparationError.unknownBuiltInSpeaker("x", available: ["hausa", "english", "both"]),
            """
            There is no built-in speaker 'x'. There is: hausa, english, both. For any other, give --source NAME=PLACE.
            """
        ),
        (
            DataPublishingError.noUploadToken(repository: "a/b"),
            """
            To upload to 'a/b', a token with write access is needed: make one at https://huggingface.co/settings/tokens and \
            put it into HF_TOKEN, in the environment or in .env.
            """
        ),
        (
            DataPublishingError.readOnlyToken(account: "me", repository: "a/b"),
            """
            The token of 'me' only reads, so nothing can be uploaded to 'a/b': make one with write access at \
            https://huggingface.co/settings/tokens.
            """
        ),
        (
            DataPublishingError.foreignRepository("a/b", account: "me", owners: ["me", "us"]),
            """
            The token is that of 'me', who cannot write to 'a/b': give --repo-id NAME/DATASET with one of the names me, us, \
            or the token of who may.
            """
        ),
        (
            DataPublishingError.publicRepository("a/b"),
            """
            The dataset 'a/b' exists and is public, and --private was given: make it private at \
            https://huggingface.co/datasets/a/b/settings, give another --repo-id, or leave --private out.
            """
        ),
    ]

    @Test("Every message says what was found, what was expected and what to do", arguments: messages)
    func message(error: any Error, expected: String) { #expect("\(error)" == expected) }
}
