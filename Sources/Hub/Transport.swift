import Foundation
import HTTP
import Synchronization

/// Sends requests: the token to the Hub's origin alone, redirects by hand, failures sorted into those that may pass and the others.
struct Transport: Sendable {
    let client: HTTPClient
    let base: URL
    let token: AccessToken?
    /// Why the token is of no use.
    let tokenFault: HubError?
    let retries: RetryPolicy
    let limits: TimeLimits
    let warnings: WarningLog
    /// The servers that have answered before.
    let contacts = Contacts()

    /// The start of an answer; its body is still to be read.
    struct Answer: Sendable {
        let url: URL
        let status: Int
        let headers: HTTPHeaders
        let body: HTTPResponse.Body

        func header(_ name: String) -> String? { headers.first(name: name) }
        var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) && header("location") != nil }
        /// The address that a redirect names, relative or absolute.
        var location: URL? { header("location").flatMap { URL(string: $0, relativeTo: url)?.absoluteURL } }
    }

    /// The whole of an answer.
    struct Content: Sendable {
        let url: URL
        let headers: HTTPHeaders
        let bytes: Data

        /// The body as JSON.
        func decoded<Value: Decodable>(as type: Value.Type, expected: String) throws(HubError) -> Value {
            do {
                return try JSONDecoder().decode(type, from: bytes)
            } catch {
                throw .unexpectedAnswer(url: url.withoutQuery, expected: expected)
            }
        }
    }

    /// An address below the Hub's; `path` is percent-encoded already.
    func address(_ path: String) -> URL {
        // A path of our making is always an address.
        guard let url = URL(string: "\(base.absoluteString)/\(path)") else {
            preconditionFailure("no address: \(path)")
        }
        return url
    }

    /// Sends a request once; follows redirects within the origin and returns the first one that leaves it.
    func open(_ request: Request) async throws -> Answer {
        var request = request
        for _ in 0..<8 {
            let answer = try await send(request)
            guard answer.isRedirect, let target = answer.location, target.origin == request.url.origin else {
                return answer
            }
            try await answer.drain()
            request.url = target
            if answer.status == 303 {
                request.method = .get
                request.body = .none
            }
        }
        throw HubError.unexpectedAnswer(url: request.url.withoutQuery, expected: "fewer redirects")
    }

    /// Sends a request, again if need be, and reads the whole answer.
    func fetch(_ request: Request, about subject: Subject, limit: Int = 1 << 26, repeats: Bool = true) async throws
        -> Content
    {
        let once = {
            let answer = try await open(request)
            try await check(answer, about: subject)
            guard !answer.isRedirect else {
                throw HubError.unexpectedAnswer(
                    url: answer.url.withoutQuery, expected: "an answer, not the address of another server")
            }
            do {
                var bytes = Data()
                for try await piece in answer.body {
                    bytes.append(piece)
                    guard bytes.count <= limit else {
                        throw HubError.unexpectedAnswer(
                            url: answer.url.withoutQuery, expected: "at most \(limit) bytes")
                    }
                }
                return Content(url: answer.url, headers: answer.headers, bytes: bytes)
            } catch {
                throw sorted(error, from: answer.url)
            }
        }
        if repeats { return try await retries.retrying(once) }
        return try await once()
    }

    /// Throws what an answer that is no success means.
    func check(_ answer: Answer, about subject: Subject) async throws {
        if (200..<300).contains(answer.status) || answer.isRedirect { return }
        let refusal = try await Refusal(answer)
        let error = refusal.meaning(for: subject, hasToken: token != nil, base: base)
        guard RetryPolicy.transientStates.contains(answer.status) else { throw error }
        throw TransientFailure(
            error: error,
            wait: answer.status == 429
                ? retries.wait(rateLimit: answer.header("ratelimit"), retryAfter: answer.header("retry-after")) : nil)
    }

    /// What a failure while sending or reading means: a broken connection may work again.
    func sorted(_ error: any Error, from url: URL) -> any Error {
        if Task.isCancelled { return CancellationError() }
        guard let error = error as? HTTPError else { return error }
        if case .changedBody(let path) = error { return HubError.changedDuringUpload(path) }
        guard error.isTransient else { return HubError.unreachable(error) }
        var failure = TransientFailure(error: .unreachable(error))
        // Without a network nobody should have to wait for long, least of all one who only mistyped a folder.
        if error.isUnconnected, !contacts.have(url.origin) { failure.limit = 2 }
        return failure
    }

    private func send(_ request: Request) async throws -> Answer {
        var message = HTTPRequest(
            request.method, request.url, headers: HTTPHeaders(request.headers.map { ($0.key, $0.value) }),
            body: request.body, silence: request.isReading ? limits.reading : limits.writing,
            deadline: request.method == .head ? limits.head : nil)
        message.headers.replaceOrAdd(name: "user-agent", value: "qwen3-tts-finetuning/0.1; swift/6")
        message.headers.replaceOrAdd(name: "accept-encoding", value: "identity")
        if request.sendsToken, request.url.origin == base.origin {
            if let tokenFault { throw tokenFault }
            message.headers.replaceOrAdd(name: "x-amzn-trace-id", value: UUID().uuidString.lowercased())
            if let token { message.headers.replaceOrAdd(name: "authorization", value: "Bearer \(token.secret)") }
        }
        do {
            let response = try await client.send(message)
            contacts.add(request.url.origin)
            if request.url.origin == base.origin { warnings.note(response.headers) }
            return Answer(
                url: request.url, status: response.status, headers: response.headers, body: response.body)
        } catch {
            throw sorted(error, from: request.url)
        }
    }
}

/// How long the Hub may take.
struct TimeLimits: Sendable {
    /// How long an answer to a question may pause.
    let reading: Duration
    /// How long the Hub may think about what changes something.
    let writing: Duration
    /// How long an answer without a body may take.
    let head: Duration
}

/// Remembers which servers have answered.
final class Contacts: Sendable {
    private let origins = Mutex<Set<String>>([])

    func have(_ origin: String) -> Bool { origins.withLock { $0.contains(origin) } }
    func add(_ origin: String) { origins.withLock { _ = $0.insert(origin) } }
}

extension Transport.Answer {
    /// Reads what is left, so that the connection can serve the next request.
    func drain() async throws {
        do {
            for try await _ in body {}
        } catch {
            // The answer's head was all that mattered; a connection that broke is not used again.
            try Task.checkCancellation()
        }
    }
}
