import Crypto
import Foundation
import NIOHTTP1
import Synchronization

@testable import Hub

/// A Hub and its storage in memory, on two ports of 127.0.0.1: strict about tokens, sizes, hashes and content types.
final class ImitationHub: Sendable {
    struct File: Sendable, Equatable {
        var content: Data
        var isLarge = false
        var sha256: String { SHA256.hash(data: content).hexadecimal }
        var gitHash: String { Insecure.SHA1.hash(data: Data("blob \(content.count)\0".utf8) + content).hexadecimal }
        var etag: String { isLarge ? sha256 : gitHash }
    }

    struct Commit: Sendable {
        let id: String
        var files: [String: File]
    }

    struct Repo: Sendable {
        var isPrivate = false
        var isGated = false
        var commits: [Commit]
        var head: Commit { commits[commits.count - 1] }
    }

    /// What goes wrong once, the next time that a request matches.
    struct Fault: Sendable {
        enum Kind: Sendable {
            case drop, cut(Int), corrupt
            case status(Int, HTTPHeaders)
            /// It is done, and the answer is lost.
            case doneButDropped
            /// Something happens just before.
            case before(@Sendable (inout State) -> Void)
            /// The whole is sent although a range was asked for.
            case ignoreRange
        }
        let method: HTTPMethod
        let path: String
        let kind: Kind
    }

    struct State: Sendable {
        var repos: [String: Repo] = [:]
        var storage: [String: Data] = [:]
        var parts: [String: [Int: Data]] = [:]
        var faults: [Fault] = []
        var requests: [ServedRequest] = []
        var violations: [String] = []
        var pageSize = 1000
        var partSize = 1 << 20
        var largestBasic = 1 << 22
        var counter = 0

        mutating func commit(_ files: [String: File], to repo: String) -> String {
            counter += 1
            let id = Insecure.SHA1.hash(data: Data("commit \(counter)".utf8)).hexadecimal
            repos[repo, default: Repo(commits: [])].commits.append(Commit(id: id, files: files))
            return id
        }
    }

    static let writeToken = "hf_write"
    static let readToken = "hf_read"

    let state = Mutex(State())
    let addresses = Mutex((hub: "", storage: ""))

    /// Runs `body` with an imitation, a client of it and an empty cache folder.
    static func run(
        token: String? = writeToken, offline: Bool = false,
        _ body: (ImitationHub, HubClient) async throws -> Void
    ) async throws {
        let imitation = ImitationHub()
        let hub = try await ImitationServer { imitation.serve($0, isStorage: false) }
        let storage = try await ImitationServer { imitation.serve($0, isStorage: true) }
        imitation.addresses.withLock { $0 = (hub.origin, storage.origin) }
        let cache = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: cache) }
        let environment = HubEnvironment(
            endpoint: hub.origin, token: try token.flatMap { try AccessToken($0, source: "test") }, cacheFolder: cache,
            isOffline: offline)
        do {
            try await HubClient.withClient(environment, retries: .quick, silence: .seconds(5)) { client in
                try await body(imitation, client)
            }
        } catch {
            try await hub.stop()
            try await storage.stop()
            throw error
        }
        try await hub.stop()
        try await storage.stop()
    }

    func fail(_ method: HTTPMethod, _ path: String, _ kind: Fault.Kind, times: Int = 1) {
        state.withLock {
            $0.faults += Array(repeating: Fault(method: method, path: path, kind: kind), count: times)
        }
    }

    @discardableResult
    func put(_ files: [String: File], in repo: String, isPrivate: Bool = false, isGated: Bool = false) -> String {
        state.withLock {
            let id = $0.commit(files, to: repo)
            $0.repos[repo]?.isPrivate = isPrivate
            $0.repos[repo]?.isGated = isGated
            return id
        }
    }

    /// The methods and paths of what was asked, as `GET /path`.
    var asked: [String] { state.withLock { $0.requests.map { "\($0.method) \($0.uri.prefix { $0 != "?" })" } } }
    var violations: [String] { state.withLock { $0.violations } }
    func files(of repo: String) -> [String: File] { state.withLock { $0.repos[repo]?.head.files ?? [:] } }
    func commitCount(of repo: String) -> Int { state.withLock { $0.repos[repo]?.commits.count ?? 0 } }

    private func serve(_ request: ServedRequest, isStorage: Bool) -> ServedAnswer {
        let (hub, storage) = addresses.withLock { $0 }
        return state.withLock { state in
            state.requests.append(request)
            let index = state.faults.firstIndex { $0.method == request.method && request.uri.contains($0.path) }
            let fault = index.map { state.faults.remove(at: $0).kind }
            var request = request
            switch fault {
            case .drop: return ServedAnswer(spoiling: .dropped)
            case .status(let status, let headers): return ServedAnswer(status: status, headers: headers)
            case .before(let change): change(&state)
            case .ignoreRange: request.headers.remove(name: "range")
            default: break
            }
            var answer =
                isStorage
                ? state.serveStorage(request) : state.serveHub(request, hub: hub, storage: storage)
            switch fault {
            case .cut(let count): answer.spoiling = .cut(count)
            case .doneButDropped: answer.spoiling = .dropped
            case .corrupt: answer.body = Data(answer.body.map { $0 ^ 1 })
            default: break
            }
            return answer
        }
    }
}

extension RetryPolicy {
    /// As many repetitions as ever, in no time.
    static let quick = RetryPolicy(
        pauses: Array(repeating: .milliseconds(5), count: 5), second: .milliseconds(5))
}
