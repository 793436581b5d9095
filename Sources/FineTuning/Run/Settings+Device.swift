public import Torch
public import TrainingSettings

extension Settings {
    /// Sets up this process for tensors, and says where they go.
    ///
    /// - Throws: `TrainingError.noDevice` for a GPU that is not there.
    public func selectDevice() throws -> Device {
        if threads > 0 { Runtime.threadCount = threads }
        Runtime.keepFreedMemory()
        let count = Runtime.cudaDeviceCount
        switch device {
        case .auto: return count > 0 ? .cuda(index: 0) : .cpu
        case .cpu: return .cpu
        case .cuda(let chosen):
            let index = chosen ?? 0
            guard index < count else { throw TrainingError.noDevice(asked: "cuda:\(index)", found: count) }
            return .cuda(index: index)
        }
    }
}
