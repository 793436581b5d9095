import Files
import Foundation
import HTTP

extension HubClient {
    /// Uploads files in one commit; those that the repository holds already are left out, and nothing is committed twice.
    ///
    /// When others commit in between, everything is looked at again and `Upload.Content.merged` is made anew. When the answer to a
    /// commit is lost, the head is looked up before anything is repeated.
    ///
    /// - Parameters:
    ///   - deleting: the paths of files to delete in the same commit; those that are not there are ignored.
    ///   - replacing: says of a path whether these uploads take the place of what is there: it is deleted in the same commit unless one of
    ///     them has this path. Asked anew when others commit in between.
    ///   - message: the commit's first line.
    ///   - progress: is told how much is sent.
    ///   - hashing: is told how much of the files is hashed, which comes before anything is sent.
    /// - Throws: `HubError`, or what a merge throws.
    public func upload(
        _ uploads: [Upload], deleting: [String] = [], replacing isReplaced: (@Sendable (String) -> Bool)? = nil,
        to repository: Repository, revision: String = "main", message: String,
        progress: (@Sendable (TransferProgress) -> Void)? = nil,
        hashing: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws -> UploadOutcome {
        try refuseOffline("upload to the \(repository)")
        var paths: Set<String> = []
        for path in uploads.map(\.path) + deleting {
            try RemoteFile.checkPath(path)
            guard paths.insert(path).inserted else { throw HubError.duplicatePath(path) }
        }
        let fixed = try await prepared(uploads, report: hashing)
        var stored: Set<String> = []
        var sent: [String] = []
        var last: HubError?
        let pauses = transport.retries.pauses
        for attempt in 0...pauses.count {
            let head = try await commit(of: repository, revision: revision)
            let remote = try await entries(paths.sorted(), of: repository, at: head)
            var all = fixed
            for upload in uploads {
                guard case .merged(let merge) = upload.content else { continue }
                let current = try await content(
                    of: upload.path, in: repository, at: head, if: remote[upload.path] != nil)
                all.append(PreparedFile(upload.path, bytes: try merge(current)))
            }
            let different = all.filter { !$0.isEqual(to: remote[$0.path]) }
            let (modes, ignored) = try await preupload(different, to: repository, revision: revision)
            let changed = different.filter { !ignored.contains($0.path) }
            var deleted = deleting.filter { remote[$0] != nil }
            if let isReplaced {
                let there = try await files(of: repository, revision: head).map(\.path)
                deleted += there.filter { isReplaced($0) && !paths.contains($0) }
            }
            let notUnchanged = Set(different.map(\.path) + sent)
            let unchanged = all.map(\.path).filter { !notUnchanged.contains($0) }
            if changed.isEmpty, deleted.isEmpty {
                return UploadOutcome(commit: head, changed: sent, unchanged: unchanged, ignored: ignored.sorted())
            }
            let large = changed.filter { modes[$0.path] == "lfs" && !stored.contains($0.sha256) }
            try await store(large, to: repository, revision: revision, progress: progress)
            stored.formUnion(large.map(\.sha256))
            for file in changed { try file.checkUnchanged() }
            let lines = try commitLines(changed, modes: modes, deleting: deleted, parent: head, message: message)
            do {
                let commit = try await send(lines, to: repository, revision: revision)
                return UploadOutcome(
                    commit: commit, changed: changed.map(\.path) + deleted, unchanged: unchanged,
                    ignored: ignored.sorted())
            } catch HubError.refused(let url, let status, let reason, let id) where status == 409 || status == 412 {
                last = status == 409 ? .refused(url: url, status: status, reason: reason, request: id) : nil
                if attempt < pauses.count { try await Task.sleep(for: status == 409 ? pauses[attempt] : .zero) }
            } catch let failure as TransientFailure {
                // The commit may have been made all the same; the next look at the head tells.
                last = failure.error
                sent = changed.map(\.path) + deleted
                if attempt < pauses.count { try await transport.retries.wait(after: failure, else: pauses[attempt]) }
            }
        }
        throw last ?? HubError.tooManyConflicts(repository, attempts: pauses.count + 1)
    }

    /// The files whose content is known, hashed on threads of their own.
    private func prepared(
        _ uploads: [Upload], report: (@Sendable (TransferProgress) -> Void)?
    ) async throws -> [PreparedFile] {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            let sizes = try uploads.compactMap { upload -> Int64? in
                guard case .file(let file) = upload.content else { return nil }
                return try reporting { () throws(FileError) in try FileState(of: file).size }
            }
            let meter = ProgressMeter(files: sizes.count, bytes: totalSize(of: sizes), report: report)
            return try uploads.compactMap { upload in
                switch upload.content {
                case .file(let file): try PreparedFile(upload.path, file: file, meter: meter)
                case .bytes(let data): PreparedFile(upload.path, bytes: data)
                case .merged: nil
                }
            }
        }
    }

    /// What a commit holds at some paths; those that are not there are left out.
    private func entries(
        _ paths: [String], of repository: Repository, at commit: String
    ) async throws -> [String: TreeEntry] {
        var result: [String: TreeEntry] = [:]
        for start in stride(from: 0, to: paths.count, by: 500) {
            let form = paths[start..<min(start + 500, paths.count)].map { "paths=\($0.percentEncoded())" }
            let request = Request(
                method: .post, url: transport.address("\(repository.apiPath)/paths-info/\(commit)"),
                headers: ["content-type": "application/x-www-form-urlencoded"],
                body: .bytes(Array((form + ["expand=false"]).joined(separator: "&").utf8)))
            let answer = try await transport.fetch(request, about: Subject(repository: repository, revision: commit))
            for entry in try answer.decoded(as: [TreeEntry].self, expected: "a list of files")
            where entry.type == "file" {
                result[entry.path] = entry
            }
        }
        return result
    }

    /// The content of a small file at a commit, past the cache.
    private func content(
        of path: String, in repository: Repository, at commit: String, if isThere: Bool
    ) async throws -> Data? {
        guard isThere else { return nil }
        let subject = Subject(repository: repository, revision: commit, path: path)
        let request = Request(url: address(of: path, in: repository, revision: commit))
        let answer = try await transport.retries.retrying {
            let answer = try await transport.open(request)
            try await transport.check(answer, about: subject)
            return answer.isRedirect ? answer.location : nil
        }
        return try await transport.fetch(
            Request(url: answer ?? request.url, sendsToken: answer == nil), about: subject, limit: 1 << 24
        ).bytes
    }

    /// Asks the Hub which files it wants to store as large ones, and which not at all.
    private func preupload(
        _ files: [PreparedFile], to repository: Repository, revision: String
    ) async throws -> (modes: [String: String], ignored: Set<String>) {
        struct Question: Encodable {
            struct File: Encodable {
                let path: String
                let size: Int64
                let sample: String
            }
            let files: [File]
        }
        struct Answer: Decodable {
            struct File: Decodable {
                let path: String
                let uploadMode: String
                let shouldIgnore: Bool?
            }
            let files: [File]
        }
        var modes: [String: String] = [:]
        var ignored: Set<String> = []
        for start in stride(from: 0, to: files.count, by: 256) {
            let part = files[start..<min(start + 256, files.count)]
            let question = Question(
                files: part.map { .init(path: $0.path, size: $0.size, sample: $0.sample.base64EncodedString()) })
            let request = Request(
                method: .post, url: transport.address("\(repository.apiPath)/preupload/\(revision.percentEncoded())"),
                headers: ["content-type": "application/json"], body: .bytes(try json(question)))
            let answer = try await transport.fetch(
                request, about: Subject(repository: repository, revision: revision, writes: true))
            for file in try answer.decoded(as: Answer.self, expected: "how to upload the files").files {
                modes[file.path] = file.uploadMode
                if file.shouldIgnore == true { ignored.insert(file.path) }
            }
            guard part.allSatisfy({ modes[$0.path] != nil }) else {
                throw HubError.unexpectedAnswer(
                    url: request.url.withoutQuery, expected: "how to upload each of the files")
            }
        }
        // The storage refuses empty objects.
        for file in files where file.size == 0 { modes[file.path] = "regular" }
        return (modes, ignored)
    }

    /// The lines of a commit, one JSON object each.
    private func commitLines(
        _ files: [PreparedFile], modes: [String: String], deleting: [String], parent: String, message: String
    ) throws -> [UInt8] {
        struct Line<Value: Encodable>: Encodable {
            let key: String
            let value: Value
        }
        var lines = try json(
            Line(key: "header", value: ["summary": message, "description": "", "parentCommit": parent]))
        struct Large: Encodable {
            let path: String
            let algo = "sha256"
            let oid: String
            let size: Int64
        }
        for file in files {
            lines.append(UInt8(ascii: "\n"))
            if modes[file.path] == "lfs" {
                lines += try json(
                    Line(key: "lfsFile", value: Large(path: file.path, oid: file.sha256, size: file.size)))
            } else {
                let content = try file.bytes().base64EncodedString()
                lines += try json(
                    Line(key: "file", value: ["path": file.path, "encoding": "base64", "content": content]))
            }
        }
        for path in deleting {
            lines.append(UInt8(ascii: "\n"))
            lines += try json(Line(key: "deletedFile", value: ["path": path]))
        }
        return lines + [UInt8(ascii: "\n")]
    }

    /// Sends a commit once and returns its hash.
    private func send(_ lines: [UInt8], to repository: Repository, revision: String) async throws -> String {
        struct Answer: Decodable { let commitOid: String }
        let request = Request(
            method: .post, url: transport.address("\(repository.apiPath)/commit/\(revision.percentEncoded())"),
            headers: ["content-type": "application/x-ndjson"], body: .bytes(lines))
        return try await transport.fetch(
            request, about: Subject(repository: repository, revision: revision, writes: true), repeats: false
        ).decoded(as: Answer.self, expected: "the new commit").commitOid
    }
}
