public import Torch
public import TrainingSettings

extension Settings {
    /// Where tensors go.
    ///
    /// - Throws: `TrainingError.noDevice` for a GPU that is not there.
    public func chosenDevice() throws -> Device { try device.resolved() }
}

extension DeviceChoice {
    /// The device of this machine that is meant.
    ///
    /// - Throws: `TrainingError.noDevice` for a GPU that is not there.
    public func resolved() throws -> Device {
        let count = Runtime.cudaDeviceCount
        switch self {
        case .auto: return count > 0 ? .cuda(index: 0) : .cpu
        case .cpu: return .cpu
        case .cuda(let chosen):
            let index = chosen ?? 0
            guard index < count else { throw TrainingError.noDevice(asked: "cuda:\(index)", found: count) }
            return .cuda(index: index)
        }
    }
}
