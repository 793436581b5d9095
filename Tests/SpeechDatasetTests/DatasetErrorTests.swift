import Testing

@testable import DataFeeding
@testable import SpeechDataset

@Suite("What is said of datasets that cannot be trained on")
struct DatasetErrorTests {
    @Test(
        "Every message names what is wrong, where, and what to do",
        arguments: [
            (
                SpeechDatasetError.shardsMissing(dataset: "d", split: "a/train", found: 0, expected: 1),
                "The dataset 'd' has 0 of the 1 file of the split 'a/train': copy or download it again."
            ),
            (
                SpeechDatasetError.columnsMissing(["a recording (audio)", "a text (text)"], path: "p", available: []),
                "The file 'p' has no column with a recording (audio), and none with a text (text). It has: none. Rename the "
                    + "column, or prepare the data with 'qwen3-tts prepare'."
            ),
            (
                DataFeedingError.tooManyBadRows(
                    dataset: "d", bad: 22, rows: 30, limit: 0.05,
                    examples: [BadRow(file: "f", row: 3, problem: "no text")]),
                """
                Of the 30 rows of the dataset 'd', 22 cannot be used, which is more than the share of 0.05 that MAX_BAD_SHARE allows:
                  f, row 3: no text
                  and 21 more.
                Mend the dataset, or raise MAX_BAD_SHARE to skip these rows.
                """
            ),
            (
                SpeechDatasetError.noReferenceInDataset(speaker: "a", dataset: "d"),
                "Nothing in the dataset 'd' shows the voice of 'a': put a recording of 5 to 15 seconds there as voices/a.wav."
            ),
            (
                DataFeedingError.brokenStore(path: "s", clip: 3),
                "The clip 3 in 's' is damaged. Remove the file; the next run makes it again."
            ),
        ] as [(any Error, String)])
    func messages(error: any Error, expected: String) {
        #expect("\(error)" == expected)
    }

    @Test(
        "Every problem of a row is named",
        arguments: [
            (.noRecording, "no recording"),
            (
                .pathWithoutBytes("a.wav"),
                "the path 'a.wav' of a recording without its bytes, which 'qwen3-tts prepare' puts into a dataset"
            ), (.noText, "no text"),
            (
                .unevenCodes(reason: "the frame 1 (counted from 0) is null or has a code that is"),
                "codes that are no matrix: the frame 1 (counted from 0) is null or has a code that is"
            ),
            (.unreadableRecording(reason: "x"), "the recording cannot be decoded: x"),
        ] as [(RowProblem, String)])
    func rows(problem: RowProblem, expected: String) {
        #expect(problem.description == expected)
    }
}
