import CTorch

extension Tensor {
    /// A tensor with a copy of `elements`, row-major.
    ///
    /// - Precondition: the sizes of `shape` multiply to the number of elements.
    public convenience init<Element: TensorElement>(_ elements: [Element], shape: [Int]) throws(TorchError) {
        precondition(shape.reduce(1, *) == elements.count, "\(elements.count) elements do not fill the shape \(shape)")
        var out = ctorch_tensor(pointer: nil)
        let error = elements.withUnsafeBytes { bytes in
            Self.withSizes(shape) { sizes, rank in
                ctorch_tensor_from_data(&out, bytes.baseAddress, Element.dtype.c, sizes, rank)
            }
        }
        try check(error)
        self.init(owning: out)
    }

    /// A vector.
    public convenience init<Element: TensorElement>(_ elements: [Element]) throws(TorchError) {
        try self.init(elements, shape: [elements.count])
    }

    /// A vector of int64 indices.
    public convenience init(indices: [Int]) throws(TorchError) {
        try self.init(indices.map(Int64.init))
    }

    /// A tensor of int64 indices.
    public convenience init(indices: [Int], shape: [Int]) throws(TorchError) {
        try self.init(indices.map(Int64.init), shape: shape)
    }

    /// A tensor whose elements are not set.
    public static func empty(
        _ shape: [Int], _ dtype: DType = .float32, on device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try make { out in
            withSizes(shape) { sizes, rank in ctorch_empty(out, sizes, rank, dtype.c, device.c) }
        }
    }

    /// A tensor with the same number everywhere.
    public static func full(
        _ shape: [Int], _ value: Double, _ dtype: DType = .float32, on device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try make { out in
            withSizes(shape) { sizes, rank in ctorch_full(out, sizes, rank, value, dtype.c, device.c) }
        }
    }

    /// A tensor of zeros; the empty shape makes a scalar.
    public static func zeros(
        _ shape: [Int], _ dtype: DType = .float32, on device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try full(shape, 0, dtype, on: device)
    }

    /// A tensor of ones; the empty shape makes a scalar.
    public static func ones(
        _ shape: [Int], _ dtype: DType = .float32, on device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try full(shape, 1, dtype, on: device)
    }

    /// The numbers from `range.lowerBound` up to, not including, `range.upperBound`.
    public static func arange(
        _ range: Range<Int>, _ dtype: DType = .int64, on device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try make { ctorch_arange($0, Double(range.lowerBound), Double(range.upperBound), 1, dtype.c, device.c) }
    }

    /// Calls `body` with `shape` as C's sizes and their number.
    static func withSizes<Result>(_ shape: [Int], _ body: (UnsafePointer<Int64>?, Int32) -> Result) -> Result {
        shape.map(Int64.init).withUnsafeBufferPointer { body($0.baseAddress, Int32($0.count)) }
    }
}

// MARK: Copies

extension Tensor {
    /// The same values in another dtype; the tensor itself when it has that dtype.
    public func to(_ dtype: DType) throws(TorchError) -> Tensor {
        self.dtype == dtype ? self : try .make { ctorch_to_dtype($0, handle, dtype.c) }
    }

    /// The same values on another device; the tensor itself when it is there.
    public func to(_ device: Device) throws(TorchError) -> Tensor {
        self.device == device ? self : try .make { ctorch_to_device($0, handle, device.c) }
    }

    /// The same values in row-major order without gaps.
    public func contiguous() throws(TorchError) -> Tensor {
        ctorch_is_contiguous(handle) ? self : try .make { ctorch_contiguous($0, handle) }
    }

    /// A copy with memory of its own, through which gradients flow.
    public func clone() throws(TorchError) -> Tensor {
        try .make { ctorch_clone($0, handle) }
    }

    /// The same memory, outside the graph of gradients.
    public func detached() throws(TorchError) -> Tensor {
        try .make { ctorch_detach($0, handle) }
    }

    /// Overwrites the elements in place with those of `source`, which has the same shape and any dtype.
    public func assign(_ source: Tensor) throws(TorchError) {
        try check(ctorch_copy_in(handle, source.handle))
    }

    /// Overwrites every element in place.
    public func fill(_ value: Double) throws(TorchError) {
        try check(ctorch_fill(handle, value))
    }
}
