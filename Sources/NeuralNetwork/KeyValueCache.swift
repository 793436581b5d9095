public import Torch

/// The keys and values of one attention layer for the positions so far, in memory allocated once.
public final class KeyValueCache {
    private let keys, values: Tensor  // [B, G, capacity, D]
    /// The number of positions that are filled.
    public private(set) var count = 0

    /// - Parameter capacity: the most positions that will ever be held.
    public init(_ shape: AttentionShape, batch: Int, capacity: Int, _ dtype: DType, on device: Device) throws {
        let size = [batch, shape.keyValueHeads, capacity, shape.headDimension]
        keys = try .zeros(size, dtype, on: device)
        values = try .zeros(size, dtype, on: device)
    }

    /// Adds positions, and returns all keys and values so far as views.
    ///
    /// - Precondition: the capacity is not exceeded.
    func append(_ newKeys: Tensor, _ newValues: Tensor) throws -> (keys: Tensor, values: Tensor) {
        let end = count + newKeys.size(2)
        precondition(end <= keys.size(2), "a cache for \(keys.size(2)) positions was given \(end)")
        try keys.narrowed(2, count..<end).assign(newKeys)
        try values.narrowed(2, count..<end).assign(newValues)
        count = end
        return (try keys.narrowed(2, 0..<end), try values.narrowed(2, 0..<end))
    }

    /// Forgets all positions; the memory stays.
    public func reset() {
        count = 0
    }
}
