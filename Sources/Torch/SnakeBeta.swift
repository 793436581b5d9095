import CTorch
import ProcessorKernels

/// `x + sin²(frequency · x) · inverse`, with a frequency and an inverse per channel.
///
/// Where no gradient is wanted, on the CPU, in float32, with the channels of `x` beside each other in memory, it is computed in one pass over
/// the memory, in place of five.
///
/// - Parameters:
///   - x: `[B, C, T]`.
///   - frequency: `[C, 1]`, as `inverse`.
public func snakeBeta(_ x: Tensor, frequency: Tensor, inverse: Tensor) throws(TorchError) -> Tensor {
    let rows = try x.transposed(1, 2)
    guard x.device == .cpu, x.dtype == .float32, !ctorch_is_gradient_enabled(), rows.isContiguous else {
        return try x + (x * frequency.to(x.dtype)).sine().squared() * inverse.to(x.dtype)
    }
    let result = try Tensor.empty(rows.shape, .float32, on: .cpu)
    // An empty tensor has no memory, and is its own snake.
    guard let start = ctorch_data(rows.handle), let out = ctorch_data(result.handle) else { return x }
    snake(
        start.assumingMemoryBound(to: Float.self), frequency: try frequency.floats(), inverse: try inverse.floats(),
        count: x.size(0) * x.size(2), into: UnsafeMutableRawPointer(mutating: out).assumingMemoryBound(to: Float.self))
    return try withExtendedLifetime(rows) { () throws(TorchError) in try result.transposed(1, 2) }
}
