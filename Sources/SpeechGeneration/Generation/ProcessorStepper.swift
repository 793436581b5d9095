import NeuralNetwork
import ProcessorKernels
import Qwen3TTS
import Torch

/// Steps on the CPU: all weights are read once per step, whatever the number of slots, and nothing is allocated that grows.
final class ProcessorStepper: FrameStepper {
    private let talker: Talker
    private let decoder, predictor: IncrementalDecoder
    private let head: WeightMatrix
    /// From the talker's width to the predictor's, where they differ.
    private let projection: WeightMatrix?
    private let heads: [WeightMatrix]
    /// Tables of all codebooks.
    private let tables: [WeightMatrix]
    private var slots: [Slot] = []

    private struct Slot {
        /// The state that predicts the next frame, `[hidden]`.
        var hidden: [Float] = []
        /// The text that runs along with the frames, and last what comes when it has ended: `[n, hidden]`.
        var text: [Float] = []
    }

    init(_ talker: Talker, _ storage: WeightStorage) throws {
        self.talker = talker
        let configuration = talker.configuration
        decoder = try IncrementalDecoder(
            talker.layers, norm: talker.norm, configuration.attention, intermediate: configuration.intermediate,
            storage)
        head = try talker.codecHead.matrix(storage)
        let model = talker.codePredictor
        predictor = try IncrementalDecoder(
            model.layers, norm: model.norm, model.configuration.attention,
            intermediate: model.configuration.intermediate, storage)
        projection = try model.projection?.matrix(storage)
        heads = try model.heads.map { try $0.matrix(storage) }
        tables = try ([talker.codecEmbedding] + model.codecEmbeddings).map { try $0.matrix() }
    }

    func reserve(slots count: Int, capacity: Int) throws {
        slots = Array(repeating: Slot(), count: count)
        try decoder.reserve(slots: count, talker.rotary(positions: 0..<capacity, on: .cpu))
        let model = talker.codePredictor
        try predictor.reserve(slots: count, model.rotary(positions: model.configuration.codeGroups, on: .cpu))
    }

    func begin(_ prompt: Prompt, speakers: Tensor?, slot: Int) throws {
        let prefix: [Float] = try talker.embed(
            [Utterance(prompt: prompt, frames: [])], speakers: speakers, .float32, on: .cpu
        ).array()
        decoder.clear(slot: slot)
        let states = try decoder(prefix, slots: Array(repeating: slot, count: prompt.count))
        slots[slot].hidden = Array(states.suffix(talker.configuration.hidden))
        slots[slot].text = try talker.embedText(
            Tensor(indices: prompt.trailingTokens + [prompt.paddingToken]), .float32
        ).array()
    }

    func firstLogits(_ slots: [Int]) throws -> [[Float]] {
        split(head(slots.flatMap { self.slots[$0].hidden }), slots.count)
    }

    func nextLogits(_ slots: [Int], codebook: Int, after codes: [Int]) throws -> [[Float]] {
        let width = talker.configuration.hidden
        var inputs: [Float] = []
        // A frame begins with two positions: the talker's state, and codebook 0.
        if codebook == 1 {
            for slot in slots { predictor.clear(slot: slot) }
            inputs = slots.flatMap { self.slots[$0].hidden }
        }
        let start = inputs.count
        inputs.append(contentsOf: repeatElement(0, count: slots.count * width))
        for (index, code) in codes.enumerated() {
            tables[codebook - 1].add(row: code, to: &inputs, at: start + index * width)
        }
        let states = try predictor(projection?(inputs) ?? inputs, slots: codebook == 1 ? slots + slots : slots)
        let last = states.suffix(slots.count * talker.codePredictor.configuration.hidden)
        return split(heads[codebook - 1](Array(last)), slots.count)
    }

    func advance(_ slots: [Int], frames: [[Int]], times: [Int]) throws {
        let width = talker.configuration.hidden
        var inputs = [Float](repeating: 0, count: slots.count * width)
        for (index, slot) in slots.enumerated() {
            for (table, code) in zip(tables, frames[index]) {
                table.add(row: code, to: &inputs, at: index * width)
            }
            let text = self.slots[slot].text
            let row = min(times[index], text.count / width - 1) * width
            for column in 0..<width { inputs[index * width + column] += text[row + column] }
        }
        let states = split(try decoder(inputs, slots: slots), slots.count)
        for (slot, state) in zip(slots, states) { self.slots[slot].hidden = state }
    }

    /// Equal parts of an array.
    private func split(_ values: [Float], _ count: Int) -> [[Float]] {
        guard count > 1 else { return [values] }
        let length = values.count / count
        return (0..<count).map { Array(values[$0 * length..<($0 + 1) * length]) }
    }
}
