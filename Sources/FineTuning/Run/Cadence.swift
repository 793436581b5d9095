/// When something is done that is not done after every step: every so many steps, or at the end of each epoch; and after the last step.
struct Cadence {
    /// Steps between two times; 0 for once an epoch.
    let every: Int

    func isDue(after step: Int, endsEpoch: Bool, isLast: Bool) -> Bool {
        isLast || (every > 0 ? step.isMultiple(of: every) : endsEpoch)
    }
}
