import Parquet
import Testing

@Suite("Parquet: what errors say")
struct ParquetErrorTests {
    @Test(
        "Each error says what is wrong with which file and what to do",
        arguments: [
            (ParquetError.missing(path: "a"), "The Parquet file 'a' does not exist: check its path."),
            (.isFolder(path: "a"), "The Parquet file 'a' is a folder: name a file in it."),
            (
                .unreadable(path: "a", reason: "Permission denied"),
                "The Parquet file 'a' cannot be read: Permission denied."
            ),
            (.empty(path: "a"), "The Parquet file 'a' is empty (0 bytes): download or copy it again."),
            (
                .notParquet(path: "a"),
                "'a' is not a Parquet file, which begins with the letters PAR1: name another file, or download or copy it "
                    + "again."
            ),
            (
                .truncated(path: "a", size: 9),
                "The Parquet file 'a' is cut off: it has 9 bytes and no footer at its end. Download or copy it again."
            ),
            (
                .brokenFooter(path: "a", reason: "Couldn't deserialize thrift"),
                "The footer of the Parquet file 'a' is broken: download or copy it again. The decoder says: Couldn't "
                    + "deserialize thrift."
            ),
            (
                .missingColumn(path: "a", column: "x", columns: ["audio", "text"]),
                "The Parquet file 'a' has no column 'x': its columns are 'audio', 'text'."
            ),
            (
                .missingColumn(path: "a", column: "x", columns: []),
                "The Parquet file 'a' has no column 'x', nor any other."
            ),
            (
                .unreadableColumn(path: "a", column: "x", type: "timestamp[us]"),
                "The column 'x' of the Parquet file 'a' has the type 'timestamp[us]', which is not read: columns of texts, "
                    + "bytes, numbers, booleans, recordings (bytes and a path) and codes (lists of lists of integers) are."
            ),
            (
                .damaged(path: "a", row: 5, reason: "Corrupt snappy compressed data"),
                "The Parquet file 'a' is damaged: its rows cannot be decoded from row 5 (counted from 0) on. Download or "
                    + "copy it again. The decoder says: Corrupt snappy compressed data."
            ),
            (
                .integerTooLarge(path: "a", column: "x", row: 5, value: .max),
                "The number 18446744073709551615 in the row 5 (counted from 0) of the column 'x' of the Parquet file 'a' is "
                    + "too large: the largest that is read is 9223372036854775807."
            ),
            (
                .outOfMemory(path: "a"),
                "Memory ran out while the Parquet file 'a' was read or written: take fewer rows at a time."
            ),
            (
                .cannotWrite(path: "a", reason: "No space left on device"),
                "The Parquet file 'a' cannot be written: No space left on device."
            ),
            (.outputIsFolder(path: "a"), "The Parquet file 'a' cannot be written: it is a folder. Name a file in it."),
            (
                .outputFolderMissing(path: "a/b", folder: "a"),
                "The Parquet file 'a/b' cannot be written: the folder 'a' does not exist. Make it, or choose another."
            ),
        ] as [(ParquetError, String)])
    func messages(error: ParquetError, message: String) {
        #expect(error.description == message)
    }
}
