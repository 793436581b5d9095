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
    /// - Parameters:
    ///   - silence: how long an answer may pause; without it what the environment says for reading, and a minute for writing, since the
    ///     Hub takes its time over a commit.
    ///   - warn: is told what the Hub warns of, each topic once.
    /// - Throws: what `body` throws, or `HubError.invalidEndpoint`.
    public static func withClient<Value>(
        _ environment: HubEnvironment, retries: RetryPolicy = RetryPolicy(), silence: Duration? = nil,
        warn: @escaping @Sendable (String) -> Void = HubClient.printWarning,
        _ body: (HubClient) async throws -> Value
    ) async throws -> Value {
        guard let base = URL(string: environment.endpoint) else { throw HubError.invalidEndpoint(environment.endpoint) }
        let readers = client(pausingAtMost: silence ?? environment.downloadTimeout)
        let writers = client(pausingAtMost: silence ?? .seconds(60))
        let client = HubClient(
            environment: environment,
            transport: Transport(
                readers: readers, writers: writers, base: base, token: environment.token,
                tokenFault: environment.tokenFault, retries: retries,
                headTimeout: environment.metadataTimeout, warnings: WarningLog(warn)))
        do {
            let value = try await body(client)
            try await readers.shutdown()
            try await writers.shutdown()
            return value
        } catch {
            try await readers.shutdown()
            try await writers.shutdown()
            throw error
        }
    }

    /// Prints a warning to standard error.
    public static let printWarning: @Sendable (String) -> Void = { message in
        FileHandle.standardError.write(Data("warning: the Hub says: \(message)\n".utf8))
    }

    private static func client(pausingAtMost silence: Duration) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(
            connect: .seconds(10), read: .milliseconds(Int64(silence / .milliseconds(1))))
        configuration.httpVersion = .http1Only
        // What cannot be connected to is asked again by our own rules.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func cache(of repository: Repository) -> Cache { Cache(root: environment.cacheFolder, repository: repository) }

    func refuseOffline(_ action: String) throws(HubError) {
        if environment.isOffline { throw .offline(action) }
    }
}
