import NeuralNetwork
import Qwen3TTS
import Torch

/// Makes a random speaker encoder tell voices apart.
///
/// Left alone, its vectors all point the same way: log mel energies have a large mean, which rectifiers keep. The first
/// layer therefore takes in centred and scaled bands, and the last one centred and scaled statistics, both as measured on
/// synthetic voices.
struct SpeakerEncoderCalibration {
    /// The root mean square of a vector's elements, twice that of a row of the codec embedding.
    static let elementSize = 2 * InitialDistribution.initializerRange

    /// - Parameter weights: those that `encoder` was built from, which are changed in place.
    static func run(_ encoder: SpeakerEncoder, _ weights: RandomWeights, on signal: CalibrationSignal) throws {
        let spectrogram = try MelSpectrogram(bands: encoder.configuration.melBands)
        let mels = try signal.clips.map { try spectrogram($0) }  // [1, T, bands]
        try standardize("speaker_encoder.blocks.0.conv", weights, concatenated(mels, 1).squeezed(0))

        var pooled: [Tensor] = []
        for mel in mels {
            _ = try encoder(mel) { stage, output in
                if stage == "asp" { pooled.append(try output.squeezed(2)) }
            }
        }
        try standardize("speaker_encoder.fc", weights, concatenated(pooled, 0))

        let vectors = try concatenated(mels.map { try encoder($0) }, 0)
        let scale = try elementSize / vectors.squared().mean().squareRoot().item()
        for leaf in ["weight", "bias"] {
            if let tensor = weights["speaker_encoder.fc.\(leaf)"] { try tensor.assign(tensor * scale) }
        }
    }

    /// Changes a convolution to what it would make of inputs whose channels have mean 0 and deviation 1.
    ///
    /// - Parameter inputs: `[N, channels]`.
    private static func standardize(_ layer: String, _ weights: RandomWeights, _ inputs: Tensor) throws {
        guard let weight = weights["\(layer).weight"], let bias = weights["\(layer).bias"] else {
            preconditionFailure("the speaker encoder has no layer '\(layer)'")
        }
        let mean = try inputs.mean(0)
        let deviation = try (inputs - mean).squared().mean(0).squareRoot()
        // A channel that hardly moves says nothing, and is not to be blown up.
        let floor = try deviation.mean().item() * 0.1
        try weight.assign(weight / deviation.clamped(max(floor, 1e-6)).unsqueezed(1))
        try bias.assign(-(weight.sum(2).matmul(mean.unsqueezed(1)).squeezed(1)))
    }
}
