public import Qwen3TTS
public import Torch

/// The speakers of a run: a row of the codec embedding each, and the vector that stands in it.
public struct Voices {
    /// Lower-case, in alphabetical order; prompts refer to a speaker by its number here.
    public let names: [String]
    /// Rows of the codec embedding, in the order of `names`.
    public let rows: [Int]
    /// The vectors, in the order of `names`: `[speakers, hidden]`, float32.
    public let table: Tensor

    /// Puts speakers together, `names` in alphabetical order and the others in that order.
    public init(names: [String], rows: [Int], table: Tensor) {
        self.names = names
        self.rows = rows
        self.table = table
    }

    /// The number of a speaker.
    public func index(of name: String) -> Int? {
        names.firstIndex(of: name)
    }

    /// The vectors for one pass; gradients reach the table when it is trained.
    public func vectors() throws -> [Tensor] {
        try names.indices.map { try table.select(0, $0) }
    }

    /// What an exported checkpoint's codec embedding holds for the speakers.
    public func exportedRows() throws -> [Int: Tensor] {
        var result: [Int: Tensor] = [:]
        for (index, row) in rows.enumerated() { result[row] = try table.select(0, index).detached() }
        return result
    }

    /// The vector of a speaker: the mean, in float32, of the vectors of its reference recordings, each encoded alone.
    ///
    /// - Parameter recordings: samples at 24 kHz.
    public static func vector(of recordings: [[Float]], _ encoder: SpeakerEncoder) throws -> Tensor {
        try withoutGradients {
            let vectors = try recordings.map { try encoder.embed($0).reshaped(-1) }
            return try stacked(vectors, 0).to(.float32).mean(0)
        }
    }
}
