/// Something about a clip that a gate does not let pass.
struct Finding: Equatable {
    /// The gate.
    var reason: Rejection.Reason
    /// What was found and what was expected.
    var detail: String

    init(_ reason: Rejection.Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }
}
