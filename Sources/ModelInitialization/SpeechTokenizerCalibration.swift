import NeuralNetwork
import Qwen3TTS
import Torch

/// Makes a random speech tokenizer use all of its codes, and speak at a sensible loudness.
struct SpeechTokenizerCalibration {
    let configuration: SpeechTokenizerConfiguration
    /// Changed in place.
    let weights: RandomWeights
    let seed: UInt64

    /// The root mean square of decoded samples; peaks are some five times as high.
    static let loudness = 0.12

    func run(on signal: CalibrationSignal) throws {
        try drawCodebooks(on: signal)
        try setLoudness()
    }

    /// Draws the encoder's codebooks from the latents, and from what the codebooks before left of them.
    private func drawCodebooks(on signal: CalibrationSignal) throws {
        let tokenizer = try SpeechTokenizer(configuration: configuration, from: Weights(weights), parts: .encoder)
        var latents: [Tensor] = []
        for clip in signal.clips {
            _ = try tokenizer.encode(clip) { stage, output in
                if stage == "downsample" { latents.append(try output.squeezed(0).transposed(0, 1)) }
            }
        }
        let frames = try concatenated(latents, 0)  // [N, hidden]
        let semantic = configuration.encoder.semanticQuantizers
        for (name, count) in [("semantic", semantic), ("acoustic", configuration.encoder.quantizers - semantic)] {
            let path = "encoder.quantizer.\(name)_residual_vector_quantizer"
            let projection = try weights["\(path).input_proj.weight"]?.squeezed(2)
            var remainder = try projection.map { try linear(frames, $0) } ?? frames
            for index in 0..<count {
                let codebook = "\(path).layers.\(index).codebook.embed_sum"
                guard let sums = weights[codebook] else { preconditionFailure("there is no '\(codebook)'") }
                // Every other frame, those and the rest in turn: what a codebook leaves of its own entries is less than
                // it leaves of anything else.
                let entries = try drawEntries(sums.size(0), from: remainder.everyOther(from: index % 2), codebook)
                try sums.assign(entries)  // The usage is 1, so sums are entries.
                let nearest = try remainder.pairwiseDistances(entries).argmin(-1)
                remainder = try remainder - entries.indexSelect(0, nearest)
            }
        }
    }

    /// Frames drawn at random, each moved a little, so that no two entries are equal.
    private func drawEntries(_ count: Int, from frames: Tensor, _ name: String) throws -> Tensor {
        let generator = try RandomGenerator(seed: RandomWeights.mixed(seed, "\(name) entries"))
        let draws: [Float] = try generator.uniform([count]).array()
        let indices = draws.map { min(Int($0 * Float(frames.size(0))), frames.size(0) - 1) }
        let mean = try frames.mean(0)
        let deviation = try (frames - mean).squared().mean(0).squareRoot()
        let noise = try generator.normal([count, frames.size(1)])
        return try frames.indexSelect(0, Tensor(indices: indices)) + noise * deviation * 0.5
    }

    /// Scales the decoder's last layer, and removes the mean of what it makes.
    private func setLoudness() throws {
        func makeDecoder() throws -> SpeechTokenizer {
            try SpeechTokenizer(configuration: configuration, from: Weights(weights), parts: .decoder)
        }
        // Draws the weights.
        _ = try makeDecoder()
        guard let weight = weights[exit + ".weight"], let bias = weights[exit + ".bias"] else {
            preconditionFailure("the speech decoder has no layer '\(exit)'")
        }
        let generator = try RandomGenerator(seed: RandomWeights.mixed(seed, "calibration codes"))
        let (frames, codebooks) = (12, configuration.decoder.quantizers)
        let draws: [Float] = try generator.uniform([frames * codebooks]).array()
        let last = configuration.decoder.codebookSize - 1
        let codes = try Tensor(
            indices: draws.map { min(Int($0 * Float(last + 1)), last) }, shape: [frames, codebooks])
        // Small enough never to be clamped; before the decoder is made, which works with copies of its own.
        try weight.assign(weight * 1e-3)
        let samples = try makeDecoder().decode(codes)
        let mean = try samples.mean().item()
        let size = try (samples - mean).squared().mean().squareRoot().item()
        try weight.assign(weight * (Self.loudness / size))
        try bias.fill(-mean * Self.loudness / size)
    }

    private var exit: String { "decoder.decoder.\(configuration.decoder.rates.count + 2).conv" }
}

extension Tensor {
    /// Every second row, the first of them at `first`.
    fileprivate func everyOther(from first: Int) throws -> Tensor {
        try indexSelect(0, Tensor(indices: Array(stride(from: first, to: size(0), by: 2))))
    }
}
