import AsyncHTTPClient
import Foundation
import NIOCore

/// A client of the Hugging Face Hub, which keeps files in the cache that Python's clients use.
///
/// ```swift
/// try await HubClient.withClient(HubEnvironment()) { hub in
///     let model = try await hub.snapshot(of: repository, matching: ["*.json", "*.safetensors"])
/// }
/// ```
public struct HubClient: Sendable {
    /// Where the Hub is, and who asks.
    public let environment: HubEnvironment
    let transport: Transport

    /// Runs `body` with a client whose connections are closed afterwards.
    ///
    /// - Throws: what `body` throws, or `HubError.invalidEndpoint`.
    public static func withClient<Value>(
        _ environment: HubEnvironment, retries: RetryPolicy = RetryPolicy(), silence: Duration = .seconds(30),
        _ body: (HubClient) async throws -> Value
    ) async throws -> Value {
        guard let base = URL(string: environment.endpoint) else { throw HubError.invalidEndpoint(environment.endpoint) }
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(
            connect: .seconds(10), read: .milliseconds(Int64(silence / .milliseconds(1))))
        configuration.httpVersion = .http1Only
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let client = HubClient(
            environment: environment,
            transport: Transport(http: http, base: base, token: environment.token, retries: retries))
        do {
            let value = try await body(client)
            try await http.shutdown()
            return value
        } catch {
            try await http.shutdown()
            throw error
        }
    }

    func cache(of repository: Repository) -> Cache { Cache(root: environment.cacheFolder, repository: repository) }

    func refuseOffline(_ action: String) throws(HubError) {
        if environment.isOffline { throw .offline(action) }
    }
}
