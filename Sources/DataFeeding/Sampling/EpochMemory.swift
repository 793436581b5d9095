import Synchronization

/// Keeps the plans of the two epochs asked for last, which saves planning them again for each batch, also while threads
/// are on both sides of an epoch's end.
final class EpochMemory<Plan: Sendable>: Sendable {
    private let plans = Mutex<[(epoch: Int, plan: Plan)]>([])

    /// The plan of an epoch, made by `make` when it is not one of the last.
    func plan(of epoch: Int, make: () -> Plan) -> Plan {
        plans.withLock { plans in
            if let known = plans.first(where: { $0.epoch == epoch }) { return known.plan }
            let plan = make()
            plans = Array(plans.suffix(1)) + [(epoch, plan)]
            return plan
        }
    }
}
