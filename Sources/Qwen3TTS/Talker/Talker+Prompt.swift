import NeuralNetwork
public import Torch

/// A prompt with the frames that follow it.
public struct TrainingSequence: Sendable, Equatable {
    /// What comes before the frames, and the text that runs along with them.
    public var prompt: Prompt
    /// `[T][Q]`; none for a sequence that is to be continued by generation.
    public var frames: [[Int]]

    /// Puts `frames`, each of Q codes, after `prompt`.
    public init(prompt: Prompt, frames: [[Int]]) {
        self.prompt = prompt
        self.frames = frames
    }

    /// The number of positions.
    public var count: Int { prompt.count + frames.count }
}

extension Talker {
    /// The embeddings of sequences, padded on the right with zeros.
    ///
    /// Text tokens are projected once each, however often they occur.
    ///
    /// - Parameter vectors: the speaker vectors that prompts refer to, each `[hidden]`.
    /// - Returns: `[B, longest, hidden]` in `dtype`.
    public func embed(
        _ sequences: [TrainingSequence], vectors: [Tensor], _ dtype: DType, on device: Device
    ) throws -> Tensor {
        let longest = sequences.map(\.count).max() ?? 0
        var text = RowIndex()
        var codec = RowIndex()
        var textRows: [Int?] = []
        var codecRows: [CodecRow] = []
        var frames: [[Int]] = []
        for sequence in sequences {
            let prompt = sequence.prompt
            for (token, entry) in zip(prompt.textTokens, prompt.codecEntries) {
                textRows.append(text.row(of: token))
                switch entry {
                case .none: codecRows.append(.zero)
                case .row(let row): codecRows.append(.table(codec.row(of: row)))
                case .vector(let index): codecRows.append(.vector(index))
                case .frame(let index):
                    codecRows.append(.frame(frames.count))
                    frames.append(prompt.referenceFrames[index])
                }
            }
            for (time, frame) in sequence.frames.enumerated() {
                textRows.append(text.row(of: prompt.textToken(atFrame: time)))
                codecRows.append(.frame(frames.count))
                frames.append(frame)
            }
            for _ in sequence.count..<longest {
                textRows.append(nil)
                codecRows.append(.zero)
            }
        }

        // Each channel is one table, whose rows are then picked; the last row of both is zero.
        let zero = try Tensor.zeros([1, configuration.hidden], dtype, on: device)
        let textTable = try concatenated([embedText(Tensor(indices: text.values).to(device), dtype), zero], 0)
        var parts = [try codecEmbedding(Tensor(indices: codec.values).to(device)).to(dtype)]
        for vector in vectors { parts.append(try vector.to(device).to(dtype).reshaped(1, -1)) }
        if !frames.isEmpty { parts.append(try embedFrames(codes(frames, on: device), dtype)) }
        let codecTable = try concatenated(parts + [zero], 0)

        let textIndices = textRows.map { $0 ?? text.values.count }
        let vectorStart = codec.values.count
        let frameStart = vectorStart + vectors.count
        let codecIndices = codecRows.map { row in
            switch row {
            case .table(let index): index
            case .vector(let index): vectorStart + index
            case .frame(let index): frameStart + index
            case .zero: frameStart + frames.count
            }
        }
        let sum =
            try textTable.indexSelect(0, Tensor(indices: textIndices).to(device))
            + codecTable.indexSelect(0, Tensor(indices: codecIndices).to(device))
        return try sum.reshaped(sequences.count, longest, configuration.hidden)
    }

    /// Frames as a tensor: int64, `[N, Q]`.
    public func codes(_ frames: [[Int]], on device: Device) throws -> Tensor {
        try Tensor(indices: frames.flatMap(\.self), shape: [frames.count, configuration.codeGroups]).to(device)
    }

    /// What the codec channel of a position holds.
    private enum CodecRow {
        case table(Int)
        case vector(Int)
        case frame(Int)
        case zero
    }
}

/// Numbers distinct values in the order of their first appearance.
private struct RowIndex {
    private(set) var values: [Int] = []
    private var rows: [Int: Int] = [:]

    mutating func row(of value: Int) -> Int {
        if let row = rows[value] { return row }
        rows[value] = values.count
        values.append(value)
        return values.count - 1
    }
}
