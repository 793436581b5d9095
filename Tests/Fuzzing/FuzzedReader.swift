import Foundation

/// A part of the program that reads what others wrote.
struct FuzzedReader: Sendable {
    /// Its name on the command line.
    let name: String
    /// Reads an input to its end, or refuses it.
    let read: @Sendable (Data) throws -> Void

    /// All of them.
    static let all = [
        FuzzedReader(name: "card", read: { try CardReader.read($0) }),
        FuzzedReader(name: "dot-env", read: { try DotEnvReader.read($0) }),
        FuzzedReader(name: "hub-listing", read: { try HubListingReader.read($0) }),
        FuzzedReader(name: "hub-token", read: { try HubTokenReader.read($0) }),
        FuzzedReader(name: "json-lines", read: { try JSONLinesReader.read($0) }),
        FuzzedReader(name: "parquet", read: { try ParquetReader.read($0) }),
        FuzzedReader(name: "recording", read: { try RecordingReader.read($0) }),
        FuzzedReader(name: "safetensors", read: { try SafetensorsReader.read($0) }),
        FuzzedReader(name: "table", read: { try TableReader.read($0) }),
        FuzzedReader(name: "text-tokenizer", read: { try TextTokenizerReader.read($0) }),
    ]
}
