import Files

extension Sequence where Element: Sendable, Self: Sendable {
    /// Runs `body` for each element, at most `limit` at a time, on threads that may wait for the disk; the first failure cancels the
    /// others.
    func forEachConcurrently(limit: Int, _ body: @Sendable @escaping (Element) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, element) in enumerated() {
                if index >= limit { try await group.next() }
                group.addTask(executorPreference: BlockingExecutor.shared) { try await body(element) }
            }
            try await group.waitForAll()
        }
    }
}
