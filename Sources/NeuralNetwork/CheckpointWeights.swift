public import Torch

/// The parameters of a checkpoint, each read when the model asks for it.
public final class CheckpointWeights: WeightSource {
    /// What a parameter becomes in memory.
    public enum Storage: Sendable {
        /// A copy in this dtype, which an optimizer may change.
        case copied(DType)
        /// The file's own bytes, mapped, in the file's dtype: for parameters that stay as they are.
        case mapped
    }

    private let file: SafetensorsSet
    private let device: Device
    private let storage: (String) -> Storage
    private var asked: Set<String> = []
    private var missing: [String] = []
    private var misshaped: [WeightsError.Misshaped] = []
    private var notFinite: [String] = []
    /// Every parameter that the model took, in the order in which it asked.
    public private(set) var parameters: [(name: String, tensor: Tensor)] = []

    /// - Parameter storage: decides by the parameter's name.
    public init(
        _ file: SafetensorsSet, on device: Device = .cpu,
        storage: @escaping (String) -> Storage = { _ in .copied(.float32) }
    ) {
        self.file = file
        self.device = device
        self.storage = storage
    }

    /// Whether the file has a tensor of this name, of whatever shape.
    public func contains(_ name: String) -> Bool {
        file.shape(of: name) != nil
    }

    /// The file's tensor, stored as `storage` decides for its name.
    ///
    /// One that is missing or misshaped is noted for `finish`, and replaced by zeros of `shape`.
    public func parameter(_ name: String, shape: [Int]) throws -> Tensor {
        asked.insert(name)
        guard let found = file.shape(of: name) else {
            missing.append(name)
            return try standIn(shape)
        }
        guard found == shape else {
            misshaped.append(.init(name: name, found: found, expected: shape))
            return try standIn(shape)
        }
        let source = try file.tensor(name)
        if try !isFinite(source) { notFinite.append(name) }
        let tensor: Tensor
        switch storage(name) {
        case .mapped where device == .cpu:
            tensor = source
        case .mapped:
            tensor = try source.to(device)
        case .copied(let dtype):
            let converted = try source.to(device).to(dtype)
            tensor = converted === source ? try source.clone() : converted
        }
        file.releasePages(of: name)
        parameters.append((name, tensor))
        return tensor
    }

    /// Whether all elements are numbers, at the cost of one pass over them.
    private func isFinite(_ tensor: Tensor) throws -> Bool {
        guard [.float64, .float32, .float16, .bfloat16].contains(tensor.dtype) else { return true }
        // A number that is none makes the sum one; a sum that overflows is looked at again.
        let sum: [Float] = try tensor.sum().to(.float32).reshaped(-1).array()
        if sum[0].isFinite { return true }
        let count: [Double] = try tensor.isFinite().to(.float64).sum().reshaped(-1).array()
        return count[0] == Double(tensor.elementCount)
    }

    /// Takes a parameter as it is, whatever its shape: for those that the model carries along and does not use.
    public func carryAlong(_ name: String) {
        asked.insert(name)
    }

    /// Notes the parameter as known, without reading it or checking its shape.
    public func carryAlong(_ name: String, shape: [Int]) {
        carryAlong(name)
    }

    /// Reports everything that did not fit.
    ///
    /// - Throws: `WeightsError.doNotFit` with all missing, misshaped and surplus parameters by name; `.notFinite`.
    public func finish() throws {
        let surplus = file.names.filter { !asked.contains($0) }
        guard missing.isEmpty && misshaped.isEmpty && surplus.isEmpty else {
            throw WeightsError.doNotFit(
                path: file.path, missing: missing.sorted(), misshaped: misshaped.sorted { $0.name < $1.name },
                surplus: surplus.sorted())
        }
        guard notFinite.isEmpty else { throw WeightsError.notFinite(path: file.path, names: notFinite) }
    }

    /// A tensor of the right shape that takes no memory.
    private func standIn(_ shape: [Int]) throws -> Tensor {
        let zero = try Tensor.zeros(Array(repeating: 1, count: shape.count))
        return try zero.expanded(shape)
    }
}
