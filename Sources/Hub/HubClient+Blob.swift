import Foundation
import HTTP

extension HubClient {
    /// Puts a file of a commit into the cache, unless it is there.
    func download(_ file: RemoteFile, at commit: String, of repository: Repository, meter: ProgressMeter) async throws {
        let cache = cache(of: repository)
        let blob = cache.blob(file.etag)
        try cache.tag()
        try await cache.withLock(on: file.etag) {
            // Follows links: Python may keep the content elsewhere.
            if blob.fileSize == file.size {
                meter.add(bytes: file.size)
            } else {
                try cache.makeFolder(of: blob)
                try await fetch(file, at: commit, of: repository, into: cache, meter: meter)
            }
            try cache.link(file.path, at: commit, to: file.etag)
        }
        meter.add(files: 1, bytes: 0)
    }

    /// Fetches a content, going on where an earlier attempt or process stopped, until its hash is right.
    private func fetch(
        _ file: RemoteFile, at commit: String, of repository: Repository, into cache: Cache, meter: ProgressMeter
    ) async throws {
        let name = cache.blob("\(file.etag).incomplete")
        var partial = try PartialFile(at: name, file: file)
        meter.add(bytes: partial.count)
        var furthest = partial.count
        var (failures, damages) = (0, 0)
        while true {
            try Task.checkCancellation()
            do {
                if partial.count < file.size || file.size == 0 {
                    try await receive(file, at: commit, of: repository, into: &partial, meter: meter)
                }
                guard let wrong = partial.isTooLong ? "that of too many bytes" : partial.wrongHash else { break }
                damages += 1
                meter.add(bytes: -partial.count)
                try partial.restart()
                if damages > 1 { throw HubError.corrupted(path: file.path, expected: file.etag, found: wrong) }
            } catch let failure as TransientFailure {
                // Whoever gets further may try again as often as before.
                if partial.count > furthest { failures = 0 }
                furthest = max(furthest, partial.count)
                guard failures < min(transport.retries.pauses.count, failure.limit) else { throw failure.error }
                try await transport.retries.wait(after: failure, else: transport.retries.pauses[failures])
                failures += 1
            }
        }
        try partial.close()
        try cache.move(name, to: cache.blob(file.etag))
    }

    /// Asks for what is missing and appends it.
    private func receive(
        _ file: RemoteFile, at commit: String, of repository: Repository, into partial: inout PartialFile,
        meter: ProgressMeter
    ) async throws {
        var request = Request(url: address(of: file.path, in: repository, revision: commit))
        let start = partial.count
        if start > 0 { request.headers["range"] = "bytes=\(start)-" }
        var answer = try await transport.open(request)
        for _ in 0..<4 where answer.isRedirect {
            guard let target = answer.location else { break }
            try await answer.drain()
            request.url = target
            request.sendsToken = false
            answer = try await transport.open(request)
        }
        let isElsewhere = request.url.origin != transport.base.origin
        if answer.status == 416 || (isElsewhere && answer.status == 403) {
            // Nothing beyond what is there, so that is wrong; or the signed address has expired: ask for another.
            if answer.status == 416 {
                meter.add(bytes: -partial.count)
                try partial.restart()
            }
            let refusal = try await Refusal(answer)
            throw TransientFailure(
                error: .refused(
                    url: request.url.withoutQuery, status: refusal.status, reason: refusal.message,
                    request: refusal.request))
        }
        try await transport.check(
            answer, about: Subject(repository: repository, revision: commit, path: file.path))
        let goesOn = answer.status == 206 && answer.header("content-range")?.hasPrefix("bytes \(start)-") == true
        guard answer.status == 200 || (start > 0 && goesOn) else {
            throw HubError.unexpectedAnswer(url: request.url.withoutQuery, expected: "the bytes from \(start) on")
        }
        if answer.status == 200, start > 0 {
            meter.add(bytes: -partial.count)
            try partial.restart()
        }
        do {
            for try await piece in answer.body {
                let before = partial.count
                try partial.append(piece)
                meter.add(bytes: partial.count - before)
                // More than announced is as wrong as another content.
                if partial.isTooLong { return }
            }
        } catch {
            throw transport.sorted(error, from: request.url)
        }
        guard partial.count == file.size else {
            throw TransientFailure(
                error: .unreachable(
                    .broken(
                        host: request.url.host ?? "",
                        reason: "'\(file.path)' ended at byte \(partial.count) of \(file.size)")))
        }
    }
}
