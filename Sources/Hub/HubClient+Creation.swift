import Foundation
import HTTP

extension HubClient {
    /// Creates a repository; one that exists is fine, and stays as private or public as it is.
    ///
    /// - Returns: whether it is new.
    /// - Throws: `HubError`.
    @discardableResult
    public func create(_ repository: Repository, isPrivate: Bool) async throws -> Bool {
        try refuseOffline("create the \(repository)")
        struct Creation: Encodable {
            let name: String
            let organization: String
            let type: String?
            let visibility: String
        }
        let body = Creation(
            name: repository.name, organization: repository.owner,
            type: repository.kind == .model ? nil : repository.kind.rawValue,
            visibility: isPrivate ? "private" : "public")
        let request = Request(
            method: .post, url: transport.address("api/repos/create"), headers: ["content-type": "application/json"],
            body: .bytes(try json(body)))
        // A repetition after a lost answer finds that it exists, which is fine as well.
        return try await transport.retries.retrying {
            do {
                _ = try await transport.fetch(
                    request, about: Subject(repository: repository, writes: true), repeats: false)
                return true
            } catch HubError.refused(let url, 409, let reason, let id) {
                guard reason.contains("another conflicting operation") else { return false }
                throw TransientFailure(error: .refused(url: url, status: 409, reason: reason, request: id))
            } catch let error as HubError {
                guard case .noWriteAccess = error else { throw error }
                // Who may not create may still be allowed to write to what is there.
                do {
                    _ = try await commit(of: repository)
                } catch is HubError {
                    throw error
                }
                return false
            }
        }
    }

    func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}
