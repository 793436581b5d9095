import Foundation
public import Hub

extension ImitationHub {
    /// Runs `body` with an imitation, a client of it that waits only milliseconds, and an empty cache folder.
    public static func run<Value>(
        token: String? = writeToken, offline: Bool = false, _ body: (ImitationHub, HubClient) async throws -> Value
    ) async throws -> Value {
        try await serving { imitation in
            let cache = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
            // A folder that stays behind harms no test.
            defer { try? FileManager.default.removeItem(at: cache) }
            let environment = HubEnvironment(
                endpoint: imitation.endpoint, token: try token.flatMap { try AccessToken($0, source: "test") },
                cacheFolder: cache, isOffline: offline)
            return try await HubClient.withClient(environment, retries: .quick, silence: .seconds(5)) { client in
                try await body(imitation, client)
            }
        }
    }
}

extension RetryPolicy {
    /// As many repetitions as ever, in no time.
    public static let quick = RetryPolicy(
        pauses: Array(repeating: .milliseconds(5), count: 5), second: .milliseconds(5))
}
