import CTorch

/// A seeded stream of random numbers whose state can be saved and restored.
public final class RandomGenerator {
    private let handle: ctorch_generator

    /// Starts a stream; its tensors are made on `device`, and another kind of device gives other numbers.
    public init(seed: UInt64, on device: Device = .cpu) throws(TorchError) {
        var out = ctorch_generator(pointer: nil)
        try check(ctorch_generator_make(&out, seed, device.c))
        handle = out
    }

    deinit {
        ctorch_generator_free(handle)
    }

    /// The state as bytes: what restores it continues the stream exactly.
    public func state() throws(TorchError) -> Tensor {
        try .make { ctorch_generator_get_state($0, handle) }
    }

    /// Continues the stream from where `state()` was taken, on the same kind of device.
    public func restore(_ state: Tensor) throws(TorchError) {
        try check(ctorch_generator_set_state(handle, state.handle))
    }

    /// Numbers of the standard normal distribution.
    public func normal(_ shape: [Int], _ dtype: DType = .float32) throws(TorchError) -> Tensor {
        try .make { out in Tensor.withSizes(shape) { ctorch_random_normal(out, $0, $1, dtype.c, handle) } }
    }

    /// Numbers of the uniform distribution over [0, 1).
    public func uniform(_ shape: [Int], _ dtype: DType = .float32) throws(TorchError) -> Tensor {
        try .make { out in Tensor.withSizes(shape) { ctorch_random_uniform(out, $0, $1, dtype.c, handle) } }
    }

    /// For each row of `weights` `[B, N]`, an index drawn in proportion to them: `[B, 1]` (int64).
    public func choice(_ weights: Tensor) throws(TorchError) -> Tensor {
        try .make { ctorch_random_choice($0, weights.handle, 1, handle) }
    }
}
