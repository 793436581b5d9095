import CTorch
public import ProcessorKernels

extension WeightMatrix {
    /// Reads `weight`, `[rows, columns]` on the CPU, in its own memory if it is float32 or bfloat16, and adds `bias`, `[rows]`, to every
    /// product.
    public convenience init(_ weight: Tensor, bias: Tensor? = nil, _ storage: WeightStorage = .asStored) throws {
        guard weight.rank == 2, weight.device == .cpu else { throw DecodingError.noMatrix(shape: weight.shape) }
        let isStored = weight.dtype == .float32 || weight.dtype == .bfloat16
        let values = try withoutGradients { try (isStored ? weight : weight.to(.float32)).contiguous() }
        guard let start = ctorch_data(values.handle) else { throw DecodingError.noMatrix(shape: weight.shape) }
        try self.init(
            start, weight.dtype == .bfloat16 ? .bfloat16 : .float32, rows: weight.size(0), columns: weight.size(1),
            bias: bias?.floats(), storage, owner: values)
    }
}

extension Tensor {
    /// The elements, widened or rounded to float32, in row-major order.
    public func floats() throws(TorchError) -> [Float] { try to(.float32).array() }
}
