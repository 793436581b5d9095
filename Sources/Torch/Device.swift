import CTorch

/// Where a tensor lives.
public enum Device: Sendable, Equatable, CustomStringConvertible {
    case cpu
    case cuda(index: Int)

    var c: ctorch_device {
        switch self {
        case .cpu: ctorch_device(type: CTORCH_CPU, index: 0)
        case .cuda(let index): ctorch_device(type: CTORCH_CUDA, index: Int32(index))
        }
    }

    init(c: ctorch_device) {
        self = c.type == CTORCH_CUDA ? .cuda(index: Int(c.index)) : .cpu
    }

    /// PyTorch's name of the device, such as `cuda:0`.
    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }
}
