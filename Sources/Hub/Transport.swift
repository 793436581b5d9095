import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Sends requests: the token to the Hub's origin alone, redirects by hand, failures sorted into those that may pass and the others.
struct Transport: Sendable {
    /// For requests that read.
    let readers: HTTPClient
    /// For requests that change something, which may take longer.
    let writers: HTTPClient
    let base: URL
    let token: AccessToken?
    /// Why the token is of no use.
    let tokenFault: HubError?
    let retries: RetryPolicy
    /// How long an answer without a body may take.
    let headTimeout: Duration
    let warnings: WarningLog
    /// The servers that have answered before.
    let contacts = Contacts()

    /// The start of an answer; its body is still to be read.
    struct Answer: Sendable {
        let url: URL
        let status: Int
        let headers: HTTPHeaders
        let body: HTTPClientResponse.Body

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
                request.method = .GET
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
                for try await buffer in answer.body {
                    bytes.append(contentsOf: buffer.readableBytesView)
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
        if error is HubError || error is TransientFailure { return error }
        if Task.isCancelled || error is CancellationError { return CancellationError() }
        var failure = TransientFailure(error: .unreachable(host: url.host ?? url.absoluteString, reason: "\(error)"))
        // Without a network nobody should have to wait for long, least of all one who only mistyped a folder.
        let isUnconnected = (error as? HTTPClientError).map { $0 == .connectTimeout } ?? true
        if isUnconnected, !contacts.have(url.origin) { failure.limit = 2 }
        return failure
    }

    private func send(_ request: Request) async throws -> Answer {
        var message = HTTPClientRequest(url: request.url.absoluteString)
        message.method = request.method
        for (name, value) in request.headers { message.headers.replaceOrAdd(name: name, value: value) }
        message.headers.replaceOrAdd(name: "user-agent", value: "qwen3-tts-finetuning/0.1; swift/6")
        message.headers.replaceOrAdd(name: "accept-encoding", value: "identity")
        if request.sendsToken, request.url.origin == base.origin {
            if let tokenFault { throw tokenFault }
            message.headers.replaceOrAdd(name: "x-amzn-trace-id", value: UUID().uuidString.lowercased())
            if let token { message.headers.replaceOrAdd(name: "authorization", value: "Bearer \(token.secret)") }
        }
        switch request.body {
        case .none: break
        case .bytes(let bytes): message.body = .bytes(ByteBuffer(bytes: bytes))
        case .slice(let slice): message.body = .stream(slice, length: .known(slice.count))
        }
        do {
            let isReading = request.method == .GET || request.method == .HEAD
            let deadline: NIODeadline =
                request.method == .HEAD
                ? .now() + .milliseconds(Int64(headTimeout / .milliseconds(1))) : .distantFuture
            let response = try await (isReading ? readers : writers).execute(message, deadline: deadline)
            contacts.add(request.url.origin)
            if request.url.origin == base.origin { warnings.note(response.headers) }
            return Answer(
                url: request.url, status: Int(response.status.code), headers: response.headers, body: response.body)
        } catch {
            throw sorted(error, from: request.url)
        }
    }
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

extension URL {
    /// Scheme, host and port.
    var origin: String {
        let scheme = scheme?.lowercased() ?? ""
        return "\(scheme)://\(host?.lowercased() ?? ""):\(port ?? (scheme == "https" ? 443 : 80))"
    }

    /// For messages: a query may hold a signature.
    var withoutQuery: String {
        String(absoluteString.prefix { $0 != "?" })
    }
}

extension String {
    /// With everything but letters, digits and `-._~` percent-encoded, and also `/` where `keepingSlashes`.
    func percentEncoded(keepingSlashes: Bool = false) -> String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/") where keepingSlashes: result += "/"
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
