import CTorch

/// An array of numbers in libtorch's memory, freed when its last reference goes.
///
/// Operations return new tensors and throw `TorchError` when shapes, dtypes or devices do not fit. Tensors are not
/// `Sendable`: all tensor work of a process happens on one thread, which receives plain arrays from the others.
public final class Tensor {
    let handle: ctorch_tensor
    /// The copy in another dtype that `converted` keeps.
    private var conversion: Tensor?

    /// Takes over a handle that the C layer returned.
    init(owning handle: ctorch_tensor) {
        self.handle = handle
    }

    deinit {
        ctorch_tensor_free(handle)
    }

    /// Calls a C function that writes a tensor through its first parameter.
    @inline(__always)
    static func make(_ body: (UnsafeMutablePointer<ctorch_tensor>) -> ctorch_error) throws(TorchError) -> Tensor {
        var out = ctorch_tensor(pointer: nil)
        try check(body(&out))
        return Tensor(owning: out)
    }

    /// As `to(dtype)`, but made once for several uses: of a tensor that is trained, a copy in another dtype is kept, with the way back for
    /// gradients, until `forgetConversion`.
    public func converted(to dtype: DType) throws(TorchError) -> Tensor {
        guard dtype != self.dtype, requiresGradient, ctorch_is_gradient_enabled() else { return try to(dtype) }
        if let conversion, conversion.dtype == dtype { return conversion }
        let copy = try to(dtype)
        conversion = copy
        return copy
    }

    /// Forgets the copy, since the tensor has changed, or its memory is wanted.
    func forgetConversion() { conversion = nil }

    // MARK: Facts

    /// The number of dimensions.
    public var rank: Int { Int(ctorch_rank(handle)) }

    /// Whether the elements lie in row-major order in memory, without gaps.
    public var isContiguous: Bool { ctorch_is_contiguous(handle) }

    /// The size of each dimension.
    public var shape: [Int] { (0..<Int32(rank)).map { Int(ctorch_size(handle, $0)) } }

    /// The size of a dimension; negative ones count from the end.
    public func size(_ dimension: Int) -> Int {
        let index = dimension < 0 ? dimension + rank : dimension
        precondition(index >= 0 && index < rank, "dimension \(dimension) of a tensor of rank \(rank)")
        return Int(ctorch_size(handle, Int32(index)))
    }

    /// The product of the sizes; 1 for a scalar.
    public var elementCount: Int { Int(ctorch_element_count(handle)) }

    /// The type of the elements.
    public var dtype: DType {
        guard let dtype = DType(c: ctorch_get_dtype(handle)) else {
            preconditionFailure("libtorch made a tensor of a dtype that this package never asks for")
        }
        return dtype
    }

    /// Where the elements are kept.
    public var device: Device { Device(c: ctorch_get_device(handle)) }

    /// Bytes of the elements, each counted, also where a view repeats it.
    public var byteCount: Int { elementCount * dtype.byteCount }

    // MARK: Elements

    /// The elements in row-major order.
    ///
    /// - Precondition: `Element` is the Swift type of this tensor's dtype.
    public func array<Element: TensorElement>(of: Element.Type = Element.self) throws(TorchError) -> [Element] {
        precondition(dtype == Element.dtype, "asked for \(Element.dtype) elements of a \(dtype) tensor")
        var failure: TorchError?
        let elements = [Element](unsafeUninitializedCapacity: elementCount) { buffer, count in
            do throws(TorchError) {
                try check(ctorch_copy_out(handle, buffer.baseAddress, elementCount * MemoryLayout<Element>.stride))
                count = elementCount
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return elements
    }

    /// The only element, as a Double.
    public func item() throws(TorchError) -> Double {
        var value = 0.0
        try check(ctorch_item_double(&value, handle))
        return value
    }

    /// The only element of an integer tensor.
    public func integerItem() throws(TorchError) -> Int {
        var value: Int64 = 0
        try check(ctorch_item_int(&value, handle))
        return Int(value)
    }

    /// Calls `body` with the bytes of the elements in row-major order.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        let flat = try to(.cpu).contiguous()
        let start = ctorch_data(flat.handle)
        return try withExtendedLifetime(flat) { try body(UnsafeRawBufferPointer(start: start, count: flat.byteCount)) }
    }
}

extension Tensor: CustomStringConvertible {
    /// The dtype, the shape and the device; no elements.
    public var description: String { "Tensor(\(dtype), \(shape), \(device))" }
}

/// Calls `body` with the tensors as C's list and its length; they live until it returns.
func withHandles<Result>(_ tensors: [Tensor], _ body: (UnsafePointer<ctorch_tensor>?, Int32) -> Result) -> Result {
    withExtendedLifetime(tensors) {
        tensors.map(\.handle).withUnsafeBufferPointer { body($0.baseAddress, Int32($0.count)) }
    }
}
