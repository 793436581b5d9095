extension Sequence where Element: Sendable, Self: Sendable {
    /// Runs `body` for each element, at most `limit` at a time; the first failure cancels the others.
    func forEachConcurrently(limit: Int, _ body: @Sendable @escaping (Element) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, element) in enumerated() {
                if index >= limit { try await group.next() }
                group.addTask { try await body(element) }
            }
            try await group.waitForAll()
        }
    }
}
