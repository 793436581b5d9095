import NeuralNetwork
import Qwen3TTS
import Torch

/// Steps with tensors, for a GPU: the layers of training, with keys and values kept, one slot after the other.
final class TensorStepper: FrameStepper {
    private let talker: Talker
    private let dtype: DType
    private let device: Device
    private var rotary: RotaryEmbedding
    private let frameRotary: RotaryEmbedding
    private var slots: [Slot] = []

    private struct Slot {
        let caches, frameCaches: [KeyValueCache]
        /// The number of positions read.
        var count = 0
        /// The state that predicts the next frame, `[1, hidden]`.
        var hidden: Tensor
        /// The text that runs along with the frames, and last what comes when it has ended: `[n, hidden]`.
        var text: Tensor
    }

    init(_ talker: Talker, _ dtype: DType, on device: Device) throws {
        self.talker = talker
        self.dtype = dtype
        self.device = device
        rotary = try talker.rotary(positions: 0..<1, on: device)
        let predictor = talker.codePredictor
        frameRotary = try predictor.rotary(positions: predictor.configuration.codeGroups, on: device)
    }

    func reserve(slots count: Int, capacity: Int) throws {
        rotary = try talker.rotary(positions: 0..<capacity, on: device)
        let nothing = try Tensor.zeros([1, talker.configuration.hidden], dtype, on: device)
        slots = try (0..<count).map { _ in
            Slot(
                caches: try talker.makeCaches(batch: 1, capacity: capacity, dtype, on: device),
                frameCaches: try talker.codePredictor.makeCaches(batch: 1, dtype, on: device), hidden: nothing,
                text: nothing)
        }
    }

    func begin(_ prompt: Prompt, speakers: Tensor?, slot: Int) throws {
        for cache in slots[slot].caches { cache.reset() }
        slots[slot].count = 0
        slots[slot].text = try talker.embedText(
            Tensor(indices: prompt.trailingTokens + [prompt.paddingToken]).to(device), dtype)
        let prefix = [Utterance(prompt: prompt, frames: [])]
        try read(talker.embed(prefix, speakers: speakers, dtype, on: device), slot)
    }

    func firstLogits(_ slots: [Int]) throws -> [[Float]] {
        try slots.map { try talker.codecHead(self.slots[$0].hidden).to(.float32).to(.cpu).array() }
    }

    func nextLogits(_ slots: [Int], codebook: Int, after codes: [Int]) throws -> [[Float]] {
        try zip(slots, codes).map { slot, code in
            let state = self.slots[slot]
            let table = codebook == 1 ? talker.codecEmbedding : talker.codePredictor.codecEmbeddings[codebook - 2]
            var input = try table(Tensor(indices: [code]).to(device)).to(dtype).unsqueezed(1)
            // A frame begins with two positions: the talker's state, and codebook 0.
            if codebook == 1 {
                for cache in state.frameCaches { cache.reset() }
                input = try concatenated([state.hidden.unsqueezed(1), input], 1)
            }
            let end = codebook + 1
            let states = try talker.codePredictor(
                input, rotary: frameRotary.narrowed(end - input.size(1)..<end), caches: state.frameCaches)
            let last = try states.select(1, states.size(1) - 1)
            return try talker.codePredictor.heads[codebook - 1](last).to(.float32).to(.cpu).array()
        }
    }

    func advance(_ slots: [Int], frames: [[Int]], times: [Int]) throws {
        for (index, slot) in slots.enumerated() {
            let text = self.slots[slot].text
            let spoken = try talker.embedFrames(talker.codes([frames[index]], on: device), dtype)
            let input = try spoken + text.select(0, min(times[index], text.size(0) - 1))
            try read(input.unsqueezed(0), slot)
        }
    }

    private func read(_ embeddings: Tensor, _ slot: Int) throws {
        let start = slots[slot].count
        let end = start + embeddings.size(1)
        let states = try talker(embeddings, rotary: rotary.narrowed(start..<end), caches: slots[slot].caches)
        slots[slot].count = end
        slots[slot].hidden = try states.select(1, states.size(1) - 1)
    }
}
