public import Torch

/// The parameters of a safetensors file, each read when the model asks for it.
public final class CheckpointWeights: WeightSource {
    /// What a parameter becomes in memory.
    public enum Storage: Sendable {
        /// A copy in this dtype, which an optimizer may change.
        case copied(DType)
        /// The file's own bytes, mapped, in the file's dtype: for parameters that stay as they are.
        case mapped
    }

    private let file: SafetensorsFile
    private let device: Device
    private let storage: (String) -> Storage
    private var asked: Set<String> = []
    private var missing: [String] = []
    private var misshaped: [WeightsError.Misshaped] = []
    /// Every parameter that the model took, in the order in which it asked.
    public private(set) var parameters: [(name: String, tensor: Tensor)] = []

    /// - Parameter storage: decides by the parameter's name.
    public init(
        _ file: SafetensorsFile, on device: Device = .cpu,
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
        let tensor: Tensor
        switch storage(name) {
        case .mapped where device == .cpu:
            tensor = try file.tensor(name)
        case .mapped:
            tensor = try file.tensor(name).to(device)
        case .copied(let dtype):
            let mapped = try file.tensor(name)
            let converted = try mapped.to(device).to(dtype)
            tensor = converted === mapped ? try mapped.clone() : converted
            file.releasePages(of: name)
        }
        parameters.append((name, tensor))
        return tensor
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
    /// - Throws: `WeightsError.doNotFit` with all missing, misshaped and surplus parameters by name.
    public func finish() throws {
        let surplus = file.names.filter { !asked.contains($0) }
        guard missing.isEmpty && misshaped.isEmpty && surplus.isEmpty else {
            throw WeightsError.doNotFit(
                path: file.path, missing: missing.sorted(), misshaped: misshaped.sorted { $0.name < $1.name },
                surplus: surplus.sorted())
        }
    }

    /// A tensor of the right shape that takes no memory.
    private func standIn(_ shape: [Int]) throws -> Tensor {
        let zero = try Tensor.zeros(Array(repeating: 1, count: shape.count))
        return try zero.expanded(shape)
    }
}
