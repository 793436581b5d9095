public import Testing
public import Torch

/// Expects two tensors to agree: no element may differ by more than `tolerance` times the RMS of `expected`.
///
/// A failure names the worst element by its index.
public func expectClose(
    _ actual: Tensor, _ expected: Tensor, tolerance: Double = 1e-4, _ name: String = "the tensor",
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    guard actual.shape == expected.shape else {
        Issue.record(
            "\(name) has the shape \(actual.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
        return
    }
    let (found, wanted) = try (actual.to(.float64), expected.to(.float64))
    let rms = try wanted.squared().mean().squareRoot().item()
    let difference = try (found - wanted).absolute().reshaped(-1)
    let worst = try difference.argmax(0).integerItem()
    let error = try difference.maximum().item() / max(rms, .leastNormalMagnitude)
    // An error that is not a number is not within the tolerance either.
    guard !(error <= tolerance) else { return }
    let values = try [found, wanted].map { try $0.reshaped(-1).select(0, worst).item() }
    Issue.record(
        """
        \(name) is off by \(error) of the RMS \(rms), more than \(tolerance): the worst element, at \
        \(index(worst, in: expected.shape)), is \(values[0]), expected \(values[1])
        """,
        sourceLocation: sourceLocation)
}

/// Expects two integer tensors to be the same; a failure names the first element that is not.
public func expectSame(
    _ actual: Tensor, _ expected: Tensor, _ name: String = "the tensor",
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    guard actual.shape == expected.shape else {
        Issue.record(
            "\(name) has the shape \(actual.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
        return
    }
    let (found, wanted) = try (actual.array(of: Int64.self), expected.array(of: Int64.self))
    let wrong = found.indices.filter { found[$0] != wanted[$0] }
    guard let first = wrong.first else { return }
    Issue.record(
        """
        \(name) differs in \(wrong.count) of \(found.count) elements: the first, at \
        \(index(first, in: expected.shape)), is \(found[first]), expected \(wanted[first])
        """,
        sourceLocation: sourceLocation)
}

/// The index along each dimension of the element `flat` in row-major order.
private func index(_ flat: Int, in shape: [Int]) -> [Int] {
    var rest = flat
    var index: [Int] = []
    for size in shape.reversed() {
        index.insert(rest % size, at: 0)
        rest /= size
    }
    return index
}
