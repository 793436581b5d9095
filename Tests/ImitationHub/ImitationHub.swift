import Foundation
public import HTTP
public import Synchronization

/// A Hub and its storage in memory, on two ports of 127.0.0.1: strict about tokens, sizes, hashes and content types.
public final class ImitationHub: Sendable {
    /// The token of the user `alice`, who may write to her own repositories and to those of `myorg`.
    public static let writeToken = "hf_write"
    /// A token of hers that may only read.
    public static let readToken = "hf_read"

    /// What it holds and has seen.
    public let state = Mutex(State())
    private let servers = Mutex<(hub: ImitationServer, storage: ImitationServer)?>(nil)

    /// An imitation that does not serve yet.
    public init() {}

    /// Begins to serve; a port of 0 is a free one.
    public func start(port: Int = 0) throws {
        let hub = try ImitationServer(port: port) { self.serve($0, isStorage: false) }
        do {
            let storage = try ImitationServer(port: 0) { self.serve($0, isStorage: true) }
            servers.withLock { $0 = (hub, storage) }
        } catch {
            hub.stop()
            throw error
        }
    }

    /// Stops serving.
    public func stop() {
        let running = servers.withLock { servers in
            defer { servers = nil }
            return servers
        }
        running?.hub.stop()
        running?.storage.stop()
    }

    /// What `HF_ENDPOINT` is set to.
    public var endpoint: String { servers.withLock { $0?.hub.origin ?? "" } }
    /// The address of the storage.
    public var storageOrigin: String { servers.withLock { $0?.storage.origin ?? "" } }

    /// Runs `body` while it serves.
    public static func serving<Value>(_ body: (ImitationHub) async throws -> Value) async throws -> Value {
        let imitation = ImitationHub()
        try imitation.start()
        defer { imitation.stop() }
        return try await body(imitation)
    }

    /// Lets the next request that matches go wrong, and as many more as `times` says.
    public func fail(_ method: HTTPMethod, _ path: String, _ kind: Fault.Kind, times: Int = 1) {
        state.withLock {
            $0.faults += Array(repeating: Fault(method: method, path: path, kind: kind), count: times)
        }
    }

    /// Makes a commit with these files, no others, in a repository such as `models/alice/m`.
    ///
    /// - Returns: its hash.
    @discardableResult
    public func put(
        _ files: [String: File], in repo: String, isPrivate: Bool = false, isGated: Bool = false
    ) -> String {
        state.withLock {
            let id = $0.commit(files, to: repo)
            $0.repos[repo]?.isPrivate = isPrivate
            $0.repos[repo]?.isGated = isGated
            return id
        }
    }

    /// The methods and paths of what was asked, as `GET /path`.
    public var asked: [String] { state.withLock { $0.requests.map { "\($0.method) \($0.barePath)" } } }
    /// What no client may do, and one did.
    public var violations: [String] { state.withLock { $0.violations } }
    /// The files of a repository's last commit.
    public func files(of repo: String) -> [String: File] { state.withLock { $0.repos[repo]?.head.files ?? [:] } }
    /// How many commits a repository's main branch has.
    public func commitCount(of repo: String) -> Int { state.withLock { $0.repos[repo]?.commits.count ?? 0 } }

    private func serve(_ request: ServedRequest, isStorage: Bool) -> ServedAnswer {
        let (hub, storage) = (endpoint, storageOrigin)
        return state.withLock { state in
            state.requests.append(request)
            let index = state.faults.firstIndex { $0.method == request.method && request.uri.contains($0.path) }
            let fault = index.map { state.faults.remove(at: $0).kind }
            var request = request
            switch fault {
            case .drop: return ServedAnswer(spoiling: .dropped)
            case .status(let status, let headers): return ServedAnswer(status: status, headers: headers)
            case .expired: return .expired
            case .before(let change): change(&state)
            case .ignoreRange: request.headers.remove(name: "range")
            default: break
            }
            var answer =
                isStorage
                ? state.serveStorage(request) : state.serveHub(request, addresses: .init(hub: hub, storage: storage))
            if !isStorage { answer.headers.add(contentsOf: Self.routine(count: state.requests.count)) }
            switch fault {
            case .cut(let count): answer.spoiling = .cut(count)
            case .stall(let count): answer.spoiling = .stalled(count)
            case .doneButDropped: answer.spoiling = .dropped
            case .corrupt: answer.body = Data(answer.body.map { $0 ^ 1 })
            default: break
            }
            return answer
        }
    }

    /// What every answer of the Hub has.
    private static func routine(count: Int) -> HTTPHeaders {
        [
            "X-Request-Id": "Root=1-\(count)", "RateLimit": "\"api\";r=900;t=299",
            "RateLimit-Policy": "\"fixed window\";\"api\";q=1000;w=300",
        ]
    }
}
