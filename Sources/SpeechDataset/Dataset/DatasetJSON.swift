package import Files
package import Foundation

/// How a dataset's JSON is written: sorted keys, so that equal contents are equal bytes.
package enum DatasetJSON {
    /// One object on one line, with its end.
    package static func line(_ value: some Encodable) throws(FileError) -> Data {
        try encode(value, [.sortedKeys, .withoutEscapingSlashes])
    }

    /// A document for people to read.
    package static func document(_ value: some Encodable) throws(FileError) -> Data {
        try encode(value, [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted])
    }

    /// Writes a file beside and renames, unless it has these bytes already.
    package static func writeIfChanged(_ data: Data, to file: URL) throws(FileError) {
        // A device or a pipe has no content to compare with.
        if (try? FileState(of: file).kind) == .file, (try? Data(contentsOf: file)) == data { return }
        try AtomicFile.write(data, to: file)
    }

    /// Makes a folder and those above it.
    package static func makeFolder(_ folder: URL) throws(FileError) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: folder.path, reason: SystemError.reason(of: error))
        }
    }

    private static func encode(
        _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
    ) throws(FileError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            return try encoder.encode(value) + Data([0x0a])
        } catch {
            throw .cannotWrite(path: "JSON", reason: SystemError.reason(of: error))
        }
    }
}
