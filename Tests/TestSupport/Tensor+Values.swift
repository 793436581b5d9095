public import Torch

extension Tensor {
    /// The elements in row-major order, whatever their dtype.
    public func doubles() throws -> [Double] {
        try to(.float64).array()
    }

    /// The elements in row-major order as whole numbers.
    public func integers() throws -> [Int] {
        try to(.int64).array(of: Int64.self).map(Int.init)
    }
}
