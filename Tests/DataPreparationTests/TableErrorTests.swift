import Testing

@testable import DataPreparation
@testable import SpeechDataset

@Suite("What is said of tables that cannot be read")
struct TableErrorTests {
    static let messages: [(any Error, String)] = [
        (
            DataPreparationError.notATable(path: "a.csv", line: "Hello"),
            """
            The transcript 'a.csv' is not divided into columns: it begins with 'Hello'. Write a recording and its text on each \
            line, below a line with the names of the columns:
              file_name|text
              a.wav|What is said in it.
            """
        ),
        (
            DataPreparationError.columnNotThere(
                option: "--text-column", name: "words", path: "a.csv", found: ["Audio file", "said by"]),
            """
            The option --text-column names the column 'words', and 'a.csv' has none of that name or number. It has: 1 'Audio \
            file', 2 'said by'.
            """
        ),
        (
            DataPreparationError.columnsUnknown(path: "a.csv", missing: [.audio, .text], found: ["x", "said by"]),
            """
            The names of the columns of 'a.csv' do not say which holds the recordings and which the text. It has: 1 'x', 2 'said \
            by'. Say which with --audio-column and --text-column, by name or number; if the first line names no columns, say so \
            with --no-header.
            """
        ),
        (
            DataPreparationError.columnsUnclear(path: "a.csv", values: ["1.wav", "anna", "Hello."]),
            """
            The transcript 'a.csv' does not name its columns, and it is not clear what they hold. A row of it has:
              1: 1.wav
              2: anna
              3: Hello.
            Say which is which by number: --audio-column N --text-column N, and --speaker-column N where one says who speaks (or \
            NAME=PLACE, if one person speaks). If the first line names the columns, say so with --header.
            """
        ),
        (
            DataPreparationError.columnsDisagree(
                path: "a.csv", columns: ["text", "sentence"], values: ["In 1881", "In eighteen eighty-one"],
                option: "--text-column"),
            """
            The columns 'text' and 'sentence' of 'a.csv' do not say the same: 'In 1881' and 'In eighteen eighty-one'. Say which \
            counts with --text-column.
            """
        ),
        (
            DataPreparationError.severalVoices(path: "a.parquet", column: "client_id", values: ["x", "y"]),
            """
            The column 'client_id' of 'a.parquet' seems to name several speakers, such as 'x' and 'y'. To make a speaker of each, give \
            --speaker-column 'client_id'; to make one speaker of all, give that speaker's name as NAME=PLACE.
            """
        ),
        (
            SpeechDatasetError.textsDisagree(
                path: "a.parquet", columns: ["text", "sentence"], values: ["In 1881", "In that year"]),
            """
            The columns 'text' and 'sentence' of 'a.parquet' do not say the same: 'In 1881' and 'In that year'. Prepare the data \
            with 'qwen3-tts prepare --text-column text' (or sentence), and train on that.
            """
        ),
        (
            DataPreparationError.formNotRead(path: "in", form: "subtitles", file: "1.srt", recording: "1.wav"),
            """
            The place 'in' has subtitles ('1.srt'), which is not read. Write what is said into a metadata.csv beside the \
            recordings, a line for each below the names of the columns:
              file_name|text
              1.wav|What is said in it.
            """
        ),
        (
            DataPreparationError.severalTranscripts(folder: "in", names: ["a.csv", "b.tsv"]),
            """
            The folder 'in' has several tables, a.csv, b.tsv: name the one that is the transcript as the source, or call it \
            metadata.csv.
            """
        ),
    ]

    @Test("Every message says what was found, what was expected and what to do", arguments: messages)
    func message(error: any Error, expected: String) { #expect("\(error)" == expected) }
}
