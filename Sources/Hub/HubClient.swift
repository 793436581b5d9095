import Foundation
import HTTP

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
    /// - Parameters:
    ///   - silence: how long an answer may pause; without it what the environment says for reading, and a minute for writing, since the
    ///     Hub takes its time over a commit.
    /// - Throws: what `body` throws, or `HubError.invalidEndpoint`.
    public static func withClient<Value>(
        _ environment: HubEnvironment, retries: RetryPolicy = RetryPolicy(), silence: Duration? = nil,
        _ body: (HubClient) async throws -> Value
    ) async throws -> Value {
        guard let base = URL(string: environment.endpoint) else { throw HubError.invalidEndpoint(environment.endpoint) }
        let http = HTTPClient(proxies: environment.proxies, certificates: environment.certificates)
        var retries = retries
        retries.tell = environment.tell
        let client = HubClient(
            environment: environment,
            transport: Transport(
                client: http, base: base, token: environment.token, tokenFault: environment.tokenFault,
                retries: retries,
                limits: TimeLimits(
                    reading: silence ?? environment.downloadTimeout, writing: silence ?? .seconds(60),
                    head: environment.metadataTimeout),
                warnings: WarningLog { environment.tell(.warning($0)) }))
        do {
            let value = try await body(client)
            await http.shutdown()
            return value
        } catch {
            await http.shutdown()
            throw error
        }
    }

    func cache(of repository: Repository) -> Cache { Cache(root: environment.cacheFolder, repository: repository) }

    func refuseOffline(_ action: String) throws(HubError) {
        if environment.isOffline { throw .offline(action) }
    }
}
