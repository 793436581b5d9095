import CTorch

/// The element type of a tensor.
public enum DType: String, Sendable, CaseIterable {
    case uint8, int8, int16, int32, int64, float16, float32, float64, bool, bfloat16

    /// Bytes per element.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .int16, .float16, .bfloat16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }

    /// Whether the elements are numbers with fractions, which alone can have gradients.
    public var isFloatingPoint: Bool {
        switch self {
        case .float16, .float32, .float64, .bfloat16: true
        default: false
        }
    }

    var c: ctorch_dtype {
        switch self {
        case .uint8: CTORCH_UINT8
        case .int8: CTORCH_INT8
        case .int16: CTORCH_INT16
        case .int32: CTORCH_INT32
        case .int64: CTORCH_INT64
        case .float16: CTORCH_FLOAT16
        case .float32: CTORCH_FLOAT32
        case .float64: CTORCH_FLOAT64
        case .bool: CTORCH_BOOL
        case .bfloat16: CTORCH_BFLOAT16
        }
    }

    init?(c: Int32) {
        guard let match = DType.allCases.first(where: { Int32($0.c.rawValue) == c }) else { return nil }
        self = match
    }
}

/// A Swift type whose values can be a tensor's elements.
public protocol TensorElement: Sendable, BitwiseCopyable {
    /// The dtype of a tensor of such elements.
    static var dtype: DType { get }
    /// The value that memory is filled with before a copy.
    static var zero: Self { get }
}

extension Float: TensorElement {
    /// Tensors of it are `.float32`.
    public static var dtype: DType { .float32 }
}
extension Double: TensorElement {
    /// Tensors of it are `.float64`.
    public static var dtype: DType { .float64 }
}
extension Int64: TensorElement {
    /// Tensors of it are `.int64`.
    public static var dtype: DType { .int64 }
}
extension Int32: TensorElement {
    /// Tensors of it are `.int32`.
    public static var dtype: DType { .int32 }
}
extension Int16: TensorElement {
    /// Tensors of it are `.int16`.
    public static var dtype: DType { .int16 }
}
extension UInt8: TensorElement {
    /// Tensors of it are `.uint8`.
    public static var dtype: DType { .uint8 }
}
