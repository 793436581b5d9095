import Qwen3TTS
import Torch

/// What generation asks of a model, one step at a time, for several utterances at once: each has a slot.
///
/// The order for every frame: `firstLogits`, then `nextLogits` for each further codebook, then `advance`. Slots may come
/// and go between frames.
protocol FrameStepper: AnyObject {
    /// Makes room for utterances of at most `capacity` positions, and forgets all that there were.
    func reserve(slots: Int, capacity: Int) throws

    /// Reads a prompt into a slot.
    func begin(_ prompt: Prompt, speakers: Tensor?, slot: Int) throws

    /// Logits of codebook 0 and the special codes for the next frame of each slot.
    func firstLogits(_ slots: [Int]) throws -> [[Float]]

    /// Logits of the codebook `codebook` ≥ 1, given the codes of the one before.
    func nextLogits(_ slots: [Int], codebook: Int, after codes: [Int]) throws -> [[Float]]

    /// Reads the frames that were said.
    ///
    /// - Parameter time: the number of each frame in its utterance.
    func advance(_ slots: [Int], frames: [[Int]], times: [Int]) throws
}
