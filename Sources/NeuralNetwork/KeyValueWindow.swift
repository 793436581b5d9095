import Torch

/// The last keys and values of one attention layer in a stream: what a sliding window lets the next query see.
///
/// Keys are kept as they are before their rotary embedding. Only distances between positions count, so that each chunk can
/// number its positions from 0: the angles of a stream of hours are as exact as those of its beginning.
public final class KeyValueWindow {
    private let width: Int
    private var last: (keys: Tensor, values: Tensor)?  // [B, groups, at most width - 1, D]

    /// - Parameter width: the positions that a query sees, itself among them.
    public init(width: Int) {
        precondition(width > 0, "a window holds the query itself")
        self.width = width
    }

    /// The number of earlier positions that the next query sees: at most `width - 1`.
    public var count: Int { last?.keys.size(2) ?? 0 }

    /// Adds positions, and returns what was kept and them.
    func append(_ keys: Tensor, _ values: Tensor) throws -> (keys: Tensor, values: Tensor) {
        let all = try last.map {
            (keys: try concatenated([$0.keys, keys], 2), values: try concatenated([$0.values, values], 2))
        }
        let seen = all ?? (keys, values)
        let end = seen.keys.size(2)
        let kept = max(0, end - (width - 1))..<end
        // Copies, since a view would keep the whole chunk.
        last =
            kept.isEmpty
            ? nil : (try seen.keys.narrowed(2, kept).clone(), try seen.values.narrowed(2, kept).clone())
        return seen
    }
}
