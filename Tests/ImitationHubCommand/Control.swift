import Foundation
import HTTP
import ImitationHub
import Synchronization

/// What lets another process see and break the imitation, in JSON.
struct Control: Sendable {
    let imitation: ImitationHub

    func answer(_ request: ServedRequest) -> ServedAnswer {
        do {
            switch (request.method, request.path) {
            case (.get, ["state"]): return try Self.json(state)
            case (.post, ["faults"]):
                let order = try JSONDecoder().decode(FaultOrder.self, from: request.body)
                imitation.fail(.init(rawValue: order.method), order.path, try order.fault, times: order.times ?? 1)
                return try Self.json([String: String]())
            default: return ServedAnswer(status: 404)
            }
        } catch {
            return ServedAnswer(status: 400, body: Data("\(error)".utf8))
        }
    }

    private struct State: Encodable {
        struct Repo: Encodable {
            let isPrivate: Bool
            let commits: [Commit]
        }
        struct Commit: Encodable {
            let id: String
            let title: String
            let files: [String: File]
        }
        struct File: Encodable {
            let size: Int
            let sha256: String
            let isLarge: Bool
        }
        struct Request: Encodable {
            let method: String
            let address: String
            let range: String?
            let hasToken: Bool
        }
        let violations: [String]
        let pendingFaults: Int
        let repos: [String: Repo]
        let requests: [Request]
    }

    private var state: State {
        imitation.state.withLock { state in
            State(
                violations: state.violations, pendingFaults: state.faults.count,
                repos: state.repos.mapValues { repo in
                    State.Repo(
                        isPrivate: repo.isPrivate,
                        commits: repo.commits.map { commit in
                            State.Commit(
                                id: commit.id, title: commit.title,
                                files: commit.files.mapValues {
                                    State.File(size: $0.content.count, sha256: $0.sha256, isLarge: $0.isLarge)
                                })
                        })
                },
                requests: state.requests.map {
                    State.Request(
                        method: $0.method.rawValue, address: $0.uri, range: $0.headers.first(name: "range"),
                        hasToken: !$0.headers["authorization"].isEmpty)
                })
        }
    }

    private static func json(_ value: some Encodable) throws -> ServedAnswer {
        ServedAnswer(headers: ["Content-Type": "application/json"], body: try JSONEncoder().encode(value))
    }
}
