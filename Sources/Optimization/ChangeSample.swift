import Torch

/// Tells which share of all elements an update changes, by up to a thousand of each parameter, spread evenly.
///
/// An update that is smaller than a weight's last digit changes nothing, and no loss shows it at once: with weights in bf16, most
/// updates of fine-tuning are.
struct ChangeSample {
    private static let elementsPerParameter = 1000

    private let views: [Tensor]
    /// How many elements each sampled one stands for.
    private let weights: Tensor
    private let before: Tensor

    /// Copies the sample.
    init(_ parameters: [Parameter]) throws {
        var views: [Tensor] = []
        var weights: [Float] = []
        for parameter in parameters {
            let flat = try parameter.tensor.detached().reshaped(-1)
            let stride = (flat.elementCount + Self.elementsPerParameter - 1) / Self.elementsPerParameter
            let count = flat.elementCount / stride
            views.append(try flat.narrowed(0, 0..<count * stride).reshaped(count, stride).select(1, stride / 2))
            weights += Array(repeating: Float(stride), count: count)
        }
        self.views = views
        self.weights = try Tensor(weights).to(parameters[0].tensor.device)
        before = try concatenated(views, 0).to(.float32)
    }

    /// The share of the elements that are others now.
    func changedShare() throws -> Double {
        let changed = try concatenated(views, 0).to(.float32).notEqual(before).to(.float32)
        return try (changed * weights).sum().item() / weights.sum().item()
    }
}
