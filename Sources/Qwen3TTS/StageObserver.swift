package import Torch

/// Receives the output of each stage of a model, for comparison with another implementation.
package typealias StageObserver = (_ stage: String, _ output: Tensor) throws -> Void
