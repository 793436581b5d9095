public import Torch

/// The speakers of a run: a row of the codec embedding each, and the vector that stands in it.
public struct SpeakerTable {
    /// Lower-case, in alphabetical order; prompts refer to a speaker by its number here.
    public let names: [String]
    /// Rows of the codec embedding, in the order of `names`.
    public let rows: [Int]
    /// The vectors, in the order of `names`: `[S, hidden]`, float32; gradients reach them when they are trained.
    public let vectors: Tensor

    /// Puts speakers together, `names` in alphabetical order and the others in that order.
    public init(names: [String], rows: [Int], vectors: Tensor) {
        self.names = names
        self.rows = rows
        self.vectors = vectors
    }

    /// The number of a speaker.
    public func index(of name: String) -> Int? {
        names.firstIndex(of: name)
    }

    /// What an exported checkpoint's codec embedding holds for the speakers.
    public func exportedRows() throws -> [Int: Tensor] {
        var result: [Int: Tensor] = [:]
        for (index, row) in rows.enumerated() { result[row] = try vectors.select(0, index).detached() }
        return result
    }
}
