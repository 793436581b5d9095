import NeuralNetwork
public import Torch

/// A prompt with the frames that follow it.
public struct Utterance: Sendable, Equatable {
    /// The id of the clip that it was made of, for messages; empty where there is none.
    public var clip: String
    /// What comes before the frames, and the text that runs along with them.
    public var prompt: Prompt
    /// `[T][Q]`; none for a sequence that is to be continued by generation.
    public var frames: [[Int]]

    /// Puts `frames`, each of Q codes, after `prompt`.
    public init(prompt: Prompt, frames: [[Int]], clip: String = "") {
        self.clip = clip
        self.prompt = prompt
        self.frames = frames
    }

    /// The number of positions.
    public var count: Int { prompt.count + frames.count }
}

extension Talker {
    /// The embeddings of utterances, padded on the right with zeros.
    ///
    /// Text tokens are projected once each, however often they occur.
    ///
    /// - Parameter speakers: the vectors that prompts refer to, `[S, hidden]`, of which only those are read; nil where none does.
    /// - Returns: `[B, longest, hidden]` in `dtype`.
    public func embed(
        _ utterances: [Utterance], speakers: Tensor?, _ dtype: DType, on device: Device
    ) throws -> Tensor {
        let longest = utterances.map(\.count).max() ?? 0
        var text = RowIndex()
        var codec = RowIndex()
        var vectors = RowIndex()
        var textRows: [Int?] = []
        var codecRows: [CodecRow] = []
        var frames: [[Int]] = []
        for utterance in utterances {
            let prompt = utterance.prompt
            for (token, entry) in zip(prompt.textTokens, prompt.codecEntries) {
                textRows.append(text.row(of: token))
                switch entry {
                case .none: codecRows.append(.zero)
                case .row(let row): codecRows.append(.table(codec.row(of: row)))
                case .vector(let index): codecRows.append(.vector(vectors.row(of: index)))
                case .frame(let index):
                    codecRows.append(.frame(frames.count))
                    frames.append(prompt.referenceFrames[index])
                }
            }
            for (time, frame) in utterance.frames.enumerated() {
                textRows.append(text.row(of: prompt.textToken(atFrame: time)))
                codecRows.append(.frame(frames.count))
                frames.append(frame)
            }
            for _ in utterance.count..<longest {
                textRows.append(nil)
                codecRows.append(.zero)
            }
        }

        // Each channel is one table, whose rows are then picked; the last row of both is zero.
        let zero = try Tensor.zeros([1, configuration.hidden], dtype, on: device)
        let textTable = try concatenated([embedText(Tensor(indices: text.values).to(device), dtype), zero], 0)
        var parts = [try codecEmbedding(Tensor(indices: codec.values).to(device)).to(dtype)]
        if let speakers, !vectors.values.isEmpty {
            let chosen = try speakers.indexSelect(0, Tensor(indices: vectors.values).to(speakers.device))
            parts.append(try chosen.to(device).to(dtype))
        }
        if !frames.isEmpty { parts.append(try embedFrames(codes(frames, on: device), dtype)) }
        let codecTable = try concatenated(parts + [zero], 0)

        let textIndices = textRows.map { $0 ?? text.values.count }
        let vectorStart = codec.values.count
        let frameStart = vectorStart + vectors.values.count
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
        return try sum.reshaped(utterances.count, longest, configuration.hidden)
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
