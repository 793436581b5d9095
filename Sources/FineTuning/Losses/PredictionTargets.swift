public import Qwen3TTS

/// What the positions of a batch should predict, in the flattened batch whose utterances are padded on the right to the longest.
///
/// Each position before a frame predicts codebook 0 of that frame, the last frame the end of speech; from the same states the code
/// predictor predicts the frame's other codebooks. There is one shift in all.
///
/// Reference: the alignment of `generate` (qwen-tts 0.1.1); the official fine-tuning script shifts once more.
public struct PredictionTargets: Sendable, Equatable {
    /// Positions that the talker predicts from.
    public private(set) var positions: [Int] = []
    /// Codes of codebook 0, or the end of speech, in the order of `positions`.
    public private(set) var codes: [Int] = []
    /// Positions whose states predict the frames.
    public private(set) var framePositions: [Int] = []
    /// `[F][Q]`: the frames of all utterances, in the order of `framePositions`.
    public private(set) var frames: [[Int]] = []

    /// Finds the targets of a batch.
    ///
    /// - Parameter endOfSpeech: the code after the last frame.
    public init(_ batch: [Utterance], endOfSpeech: Int) {
        let longest = batch.map(\.count).max() ?? 0
        for (index, utterance) in batch.enumerated() {
            let first = index * longest + utterance.prompt.count - 1
            for (time, frame) in utterance.frames.enumerated() {
                positions.append(first + time)
                codes.append(frame[0])
                framePositions.append(first + time)
            }
            positions.append(first + utterance.frames.count)
            codes.append(endOfSpeech)
            frames += utterance.frames
        }
    }
}
