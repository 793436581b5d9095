import Qwen3TTS

/// What a parameter is drawn from before training.
enum InitialDistribution: Equatable {
    case constant(Double)
    /// A normal distribution around zero with this standard deviation.
    case normal(Double)

    /// The `initializer_range` of the official configurations.
    static let initializerRange = 0.02

    /// A normal distribution that keeps the size of activations over a sum of `inputs` terms, times `gain`.
    static func fanIn(_ inputs: Int, gain: Double = 1) -> Self { .normal(gain / Double(inputs).squareRoot()) }

    /// Norms start as the identity, biases at zero; nil for any other parameter.
    fileprivate static func common(_ name: ParameterName) -> Self? {
        if name.leaf == "bias" { return .constant(0) }
        return name.isOfNorm ? .constant(1) : nil
    }
}

/// A parameter's official name, for telling its part in the model.
private struct ParameterName {
    let components: [Substring]

    init(_ name: String) { components = name.split(separator: ".") }

    var leaf: Substring { components[components.count - 1] }

    /// The name of the layer that the parameter belongs to.
    var layer: Substring { components.count > 1 ? components[components.count - 2] : "" }

    var isOfNorm: Bool { layer.hasSuffix("norm") }

    func contains(_ component: Substring) -> Bool { components.contains(component) }
}

// MARK: The main model

extension InitialDistribution {
    /// What a parameter of the main model is drawn from.
    ///
    /// - The decoders follow GPT-2: normal with 0.02, the projections into the residual stream divided by the square root
    ///   of the number of those projections.
    /// - The text goes through a projection of two layers, in which 0.02 everywhere would bring it to nothing beside the
    ///   codes that it is added to. Its table is standard normal, and the projection ends four times as large as a row of
    ///   the codec embedding: as large as a frame, which is the sum of sixteen rows.
    /// - The speaker encoder keeps the variance through its rectifiers; `SpeakerEncoderCalibration` does the rest.
    ///
    /// Reference: Radford et al., "Language Models are Unsupervised Multitask Learners", section 2.3; He et al., "Delving
    /// Deep into Rectifiers", equation 10.
    static func model(_ text: String, shape: [Int], _ configuration: TalkerConfiguration) -> Self {
        let name = ParameterName(text)
        if let common = common(name) { return common }
        switch name.layer {
        case _ where name.contains("speaker_encoder"):
            return .fanIn(shape.dropFirst().reduce(1, *), gain: 2.0.squareRoot())
        case "text_embedding":
            return .normal(1)
        case "linear_fc1":
            return .fanIn(shape[1])
        case "linear_fc2":
            return .fanIn(shape[1], gain: 4 * initializerRange / siluRootMeanSquare)
        case "o_proj", "down_proj":
            let layers = name.contains("code_predictor") ? configuration.codePredictor.layers : configuration.layers
            return .normal(initializerRange / Double(2 * layers).squareRoot())
        default:
            return .normal(initializerRange)
        }
    }

    /// The root mean square of `silu(x)` for standard normal x.
    private static let siluRootMeanSquare = 0.596
}

// MARK: The speech tokenizer

extension InitialDistribution {
    /// What a parameter of the speech tokenizer is drawn from.
    ///
    /// Activations stay near 1 from end to end, given sound of the usual loudness. Codebooks of the encoder are set by
    /// `SpeechTokenizerCalibration`.
    static func speechTokenizer(_ text: String, shape: [Int]) -> Self {
        let name = ParameterName(text)
        if let common = common(name) { return common }
        switch name.leaf {
        case "cluster_usage", "initialized": return .constant(1)
        case "embedding_sum": return .normal(residualSize(codebook: name))
        case "embed_sum": return .normal(1)
        case "scale", "gamma": return .constant(0.4)
        case "alpha", "beta": return .normal(0.1)
        default: break
        }
        switch shape.count {
        case 3 where name.isTransposed:
            // Kernels are once or twice as long as the stride, so that each output sums over one or two inputs.
            return .fanIn(shape[0] * (name.contains("upsample") ? 1 : 2))
        case 3 where text == "encoder.encoder.layers.0.conv.weight":
            return .fanIn(shape[1] * shape[2], gain: 1 / usualRootMeanSquare)
        case 3 where name.components.starts(with: ["encoder", "encoder"]):
            return .fanIn(shape[1] * shape[2], gain: 1.2)  // ELU takes some away.
        case 3 where name.contains("conv2"):
            return .fanIn(shape[1] * shape[2], gain: 0.3)  // The end of a residual unit.
        default:
            return .fanIn(shape.dropFirst().reduce(1, *))
        }
    }

    /// The usual root mean square of speech samples.
    private static let usualRootMeanSquare = 0.1

    /// Each codebook refines what those before it left.
    private static func residualSize(codebook name: ParameterName) -> Double {
        guard name.contains("rvq_rest"), let index = name.components.lazy.compactMap({ Int($0) }).first else {
            return 1
        }
        return [0.8, 0.64, 0.51, 0.41, 0.33, 0.26][min(index, 5)]
    }
}

extension ParameterName {
    /// Whether the parameter is the kernel `[in, out, width]` of a transposed convolution.
    fileprivate var isTransposed: Bool {
        guard components.first == "decoder", layer == "conv" else { return false }
        let owner = components.dropLast(2)
        return contains("upsample") ? owner.last == "0" : owner.suffix(2) == ["block", "1"]
    }
}
