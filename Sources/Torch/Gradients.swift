import CTorch

/// Runs `body` without recording operations for gradients.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = ctorch_is_gradient_enabled()
    ctorch_set_gradient_enabled(false)
    defer { ctorch_set_gradient_enabled(before) }
    return try body()
}

extension Tensor {
    /// Whether gradients with respect to this tensor are computed.
    public var requiresGradient: Bool { ctorch_requires_gradient(handle) }

    /// Makes a floating-point leaf a parameter of the graph, or takes it out again.
    @discardableResult
    public func requiringGradient(_ required: Bool = true) throws(TorchError) -> Tensor {
        try check(ctorch_set_requires_gradient(handle, required))
        return self
    }

    /// What `backward` has accumulated; nil when nothing has.
    public func gradient() throws(TorchError) -> Tensor? {
        var out = ctorch_tensor(pointer: nil)
        try check(ctorch_gradient(&out, handle))
        return out.pointer == nil ? nil : Tensor(owning: out)
    }

    /// Forgets what `backward` has accumulated, and frees its memory.
    public func clearGradient() throws(TorchError) {
        try check(ctorch_clear_gradient(handle))
    }

    /// Adds the gradient of this scalar to every parameter that it depends on.
    public func backward() throws(TorchError) {
        try check(ctorch_backward(handle))
    }
}
