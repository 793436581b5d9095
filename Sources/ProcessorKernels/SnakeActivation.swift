import CKernels

/// `out = x + sin²(frequency · x) · inverse` over rows of channels, in one pass over the memory.
///
/// - Parameters:
///   - x: `[count, channels]`, row-major; `out` may be the same memory.
///   - frequency: one per channel; as `inverse`.
@unsafe public func snake(
    _ x: UnsafePointer<Float>, frequency: [Float], inverse: [Float], count: Int, into out: UnsafeMutablePointer<Float>
) {
    precondition(frequency.count == inverse.count, "a frequency and an inverse per channel")
    ckernels_snake(x, frequency, inverse, Int64(count), Int64(frequency.count), out)
}
