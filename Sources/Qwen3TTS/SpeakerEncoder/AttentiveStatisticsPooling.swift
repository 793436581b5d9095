import NeuralNetwork
import Torch

/// Mean and standard deviation of each channel over time, with weights per channel and frame.
///
/// The weights see the frame together with the plain mean and deviation of the whole clip.
///
/// Reference: Desplanques et al., "ECAPA-TDNN", equations 1 to 3; `AttentiveStatisticsPooling` (qwen-tts 0.1.1).
struct AttentiveStatisticsPooling {
    let hidden: TDNN
    let scores: Convolution

    init(from weights: Weights, channels: Int, attentionChannels: Int) throws {
        hidden = try TDNN(from: weights["tdnn"], channels * 3, attentionChannels)
        scores = try Convolution(from: weights["conv"], attentionChannels, channels, kernel: 1)
    }

    /// - Parameter x: `[B, C, T]`; the result is `[B, 2C, 1]`.
    func callAsFunction(_ x: Tensor) throws -> Tensor {
        let mean = try x.mean(2, keep: true)
        let deviation = try (x - mean).squared().mean(2, keep: true).clamped(1e-12).squareRoot()
        let context = try concatenated([x, mean.expanded(x.shape), deviation.expanded(x.shape)], 1)
        let attention = try scores(hidden(context).tanh()).softmax(2)  // [B, C, T]

        let weightedMean = try (attention * x).sum(2, keep: true)
        let variance = try (attention * (x - weightedMean).squared()).sum(2, keep: true)
        return try concatenated([weightedMean, variance.clamped(1e-12).squareRoot()], 1)
    }
}
