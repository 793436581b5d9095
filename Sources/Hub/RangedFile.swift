public import Foundation
import HTTP
import Synchronization

/// A file of the Hub that is read in parts, without keeping it.
public final class RangedFile: Sendable {
    /// The repository.
    public let repository: Repository
    /// The commit, at which the file never changes.
    public let commit: String
    /// The path within the repository.
    public let path: String
    /// Bytes.
    public let size: Int64
    private let client: HubClient
    /// The signed address in the storage, while it is good.
    private let location = Mutex<URL?>(nil)

    init(_ file: RemoteFile, of repository: Repository, at commit: String, client: HubClient) {
        path = file.path
        size = file.size
        self.repository = repository
        self.commit = commit
        self.client = client
    }

    /// Reads some bytes; those beyond the end are left out.
    ///
    /// Safe to call from several tasks at a time.
    ///
    /// - Throws: `HubError`, or `CancellationError`.
    public func read(_ range: Range<Int64>) async throws -> Data {
        let range = range.clamped(to: 0..<size)
        if range.isEmpty { return Data() }
        return try await client.transport.retries.retrying { try await receive(range) }
    }

    private func receive(_ range: Range<Int64>) async throws -> Data {
        let transport = client.transport
        let known = location.withLock { $0 }
        var request = Request(
            url: known ?? client.address(of: path, in: repository, revision: commit),
            headers: ["range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)"], sendsToken: known == nil)
        var answer = try await transport.open(request)
        for _ in 0..<4 where answer.isRedirect {
            guard let target = answer.location else { break }
            try await answer.drain()
            if request.sendsToken { location.withLock { $0 = target } }
            request.url = target
            request.sendsToken = false
            answer = try await transport.open(request)
        }
        if request.url.origin != transport.base.origin, [400, 401, 403, 404, 410].contains(answer.status) {
            // The signed address has expired: ask for another.
            location.withLock { if $0 == request.url || $0 == known { $0 = nil } }
            let refusal = try await Refusal(answer)
            throw TransientFailure(
                error: .refused(
                    url: request.url.withoutQuery, status: refusal.status, reason: refusal.message,
                    request: refusal.request))
        }
        try await transport.check(answer, about: Subject(repository: repository, revision: commit, path: path))
        // A server may send the whole although a part was asked for.
        let isWhole = answer.status == 200
        let found = "bytes \(range.lowerBound)-\(range.upperBound - 1)/"
        guard isWhole || (answer.status == 206 && answer.header("content-range")?.hasPrefix(found) == true) else {
            throw HubError.unexpectedAnswer(
                url: request.url.withoutQuery,
                expected: "the bytes \(range.lowerBound) to \(range.upperBound - 1)")
        }
        return try await collect(range, from: answer, startsAt: isWhole ? 0 : range.lowerBound)
    }

    private func collect(_ range: Range<Int64>, from answer: Transport.Answer, startsAt start: Int64) async throws
        -> Data
    {
        var data = Data()
        data.reserveCapacity(range.count)
        var place = start
        do {
            for try await piece in answer.body {
                let next = place + Int64(piece.count)
                let part = (place..<next).clamped(to: range)
                data.append(piece.dropFirst(Int(part.lowerBound - place)).prefix(part.count))
                place = next
                if place >= range.upperBound { break }
            }
        } catch {
            throw client.transport.sorted(error, from: answer.url)
        }
        guard data.count == range.count else {
            throw TransientFailure(
                error: .unreachable(
                    .broken(
                        host: answer.url.host ?? "",
                        reason: "'\(path)' ended at byte \(range.lowerBound + Int64(data.count)) of \(range.upperBound)"
                    )))
        }
        return data
    }
}

extension HubClient {
    /// A file of a commit to be read in parts.
    ///
    /// - Parameter commit: a commit's hash, as a listing has it, so that all parts are of one file.
    /// - Throws: `HubError`.
    public func rangedFile(
        _ path: String, of repository: Repository, at commit: String
    ) async throws -> RangedFile {
        try RemoteFile.checkPath(path)
        try refuseOffline("read '\(path)' of the \(repository)")
        let found = try await metadata(of: path, in: repository, revision: commit)
        return RangedFile(found.file, of: repository, at: found.commit, client: self)
    }

    /// A file of a listing to be read in parts, for which nothing is asked yet.
    ///
    /// - Throws: `HubError.offline`.
    public func rangedFile(
        _ file: RemoteFile, of repository: Repository, at commit: String
    ) throws(HubError) -> RangedFile {
        try refuseOffline("read '\(file.path)' of the \(repository)")
        return RangedFile(file, of: repository, at: commit, client: self)
    }

    /// Where the cache has a file of a commit; `nil` where it has not.
    public func cachedFile(_ path: String, of repository: Repository, at commit: String) -> URL? {
        cache(of: repository).file(path, at: commit)
    }
}
