import Foundation
import HTTP

extension HubClient {
    /// Stores large files, several at a time.
    ///
    /// What is stored already is not sent again.
    func store(
        _ files: [PreparedFile], to repository: Repository, revision: String,
        progress: (@Sendable (TransferProgress) -> Void)?
    ) async throws {
        var unique: [String: PreparedFile] = [:]
        for file in files { unique[file.sha256] = file }
        let files = unique.values.sorted { $0.path < $1.path }
        let meter = ProgressMeter(files: files.count, bytes: totalSize(of: files.map(\.size)), report: progress)
        for start in stride(from: 0, to: files.count, by: 256) {
            let part = Array(files[start..<min(start + 256, files.count)])
            let actions = try await batch(part, to: repository, revision: revision)
            try await part.forEachConcurrently(limit: 4) { file in
                var next = actions[file.sha256]
                var renewals = 0
                if next == nil { meter.add(bytes: file.size) }
                while let action = next {
                    do {
                        try await send(file, by: action, to: repository, meter: meter)
                        next = nil
                    } catch HubError.refused(_, let status, _, _) where (400..<500).contains(status) && renewals < 3 {
                        // The signed address has expired, or a request whose answer was lost has completed the file: ask
                        // for another. What is stored by now has none.
                        renewals += 1
                        next = try await batch([file], to: repository, revision: revision)[file.sha256]
                    }
                }
                meter.add(files: 1, bytes: 0)
            }
        }
    }

    /// Where and how to store files, by their SHA-256; those that are stored are left out.
    private func batch(
        _ files: [PreparedFile], to repository: Repository, revision: String
    ) async throws -> [String: StorageActions] {
        struct Question: Encodable {
            struct Object: Encodable {
                let oid: String
                let size: Int64
            }
            let operation = "upload"
            let transfers = ["basic", "multipart"]
            let objects: [Object]
            let hashAlgorithm = "sha256"
            let ref: [String: String]

            enum CodingKeys: String, CodingKey {
                case operation, transfers, objects, ref
                case hashAlgorithm = "hash_algo"
            }
        }
        struct Answer: Decodable {
            struct Failure: Decodable { let message: String? }
            struct Object: Decodable {
                let oid: String
                let actions: StorageActions?
                let error: Failure?
            }
            let objects: [Object]
        }
        let question = Question(objects: files.map { .init(oid: $0.sha256, size: $0.size) }, ref: ["name": revision])
        let request = Request(
            method: .post, url: transport.address("\(repository.pagePath).git/info/lfs/objects/batch"),
            headers: Self.largeFileHeaders, body: .bytes(try json(question)))
        let answer = try await transport.fetch(
            request, about: Subject(repository: repository, revision: revision, writes: true)
        ).decoded(as: Answer.self, expected: "where to store the files")
        var actions: [String: StorageActions] = [:]
        var answered: Set<String> = []
        for object in answer.objects {
            answered.insert(object.oid)
            if let failure = object.error {
                let path = files.first { $0.sha256 == object.oid }?.path ?? object.oid
                throw HubError.rejectedFile(path, reason: failure.message ?? "no reason given")
            }
            actions[object.oid] = object.actions
        }
        guard files.allSatisfy({ answered.contains($0.sha256) }) else {
            throw HubError.unexpectedAnswer(url: request.url.withoutQuery, expected: "where to store each of the files")
        }
        return actions
    }

    /// Stores one file in one piece or in parts, and has the Hub look at it.
    private func send(
        _ file: PreparedFile, by actions: StorageActions, to repository: Repository, meter: ProgressMeter
    ) async throws {
        if let upload = actions.upload {
            if let text = upload.header?["chunk_size"]?.text {
                guard let size = Int64(text), size > 0 else {
                    throw HubError.unexpectedAnswer(url: upload.href, expected: "a size of parts, found '\(text)'")
                }
                try await sendParts(of: file, size: size, by: upload, meter: meter)
            } else {
                _ = try await put(file.body(from: 0, count: file.size), to: address(upload.href))
                meter.add(bytes: file.size)
            }
        }
        if let verify = actions.verify {
            struct Object: Encodable {
                let oid: String
                let size: Int64
            }
            let request = Request(
                method: .post, url: try address(verify.href), headers: ["content-type": "application/json"],
                body: .bytes(try json(Object(oid: file.sha256, size: file.size))))
            _ = try await transport.fetch(request, about: Subject(repository: repository, writes: true))
        }
    }

    private func sendParts(
        of file: PreparedFile, size: Int64, by upload: StorageActions.Action, meter: ProgressMeter
    ) async throws {
        let parts = (upload.header ?? [:]).compactMap { key, value in Int(key).map { ($0, value.text) } }.sorted {
            $0.0 < $1.0
        }
        let expected = (file.size + size - 1) / size
        guard parts.count == expected else {
            throw HubError.unexpectedAnswer(url: upload.href, expected: "\(expected) parts, found \(parts.count)")
        }
        struct Completion: Encodable {
            struct Part: Encodable {
                let partNumber: Int
                let etag: String
            }
            let oid: String
            let parts: [Part]
        }
        var finished: [Completion.Part] = []
        var sent: Int64 = 0
        do {
            for (number, href) in parts {
                let count = min(size, file.size - sent)
                guard let etag = try await put(file.body(from: sent, count: count), to: try address(href)) else {
                    throw HubError.unexpectedAnswer(url: upload.href, expected: "the ETag of a part")
                }
                finished.append(.init(partNumber: number, etag: etag))
                sent += count
                meter.add(bytes: count)
            }
            let request = Request(
                method: .post, url: try address(upload.href), headers: Self.largeFileHeaders,
                body: .bytes(try json(Completion(oid: file.sha256, parts: finished))), sendsToken: false)
            _ = try await transport.fetch(request, about: Subject())
        } catch {
            // Parts of a whole that was not completed have to be sent again.
            meter.add(bytes: -sent)
            throw error
        }
    }

    /// Puts bytes at a signed address, without the token, and returns their ETag there.
    private func put(_ body: HTTPRequest.Body, to url: URL) async throws -> String? {
        try await transport.fetch(Request(method: .put, url: url, body: body, sendsToken: false), about: Subject())
            .headers.first(name: "etag")
    }

    /// An address of the Hub's own is meant to be that of `HF_ENDPOINT`.
    private func address(_ text: String) throws(HubError) -> URL {
        let own = "https://huggingface.co/"
        let address = text.hasPrefix(own) ? "\(environment.endpoint)/\(text.dropFirst(own.count))" : text
        guard let url = URL(string: address), url.host != nil else {
            throw .unexpectedAnswer(url: text, expected: "an address")
        }
        return url
    }

    private static let largeFileHeaders = [
        "accept": "application/vnd.git-lfs+json", "content-type": "application/vnd.git-lfs+json",
    ]
}

/// Where to send a file, and whom to ask whether it arrived.
struct StorageActions: Decodable, Sendable {
    struct Action: Decodable, Sendable {
        let href: String
        let header: [String: Scalar]?
    }
    /// A text or a number as text.
    struct Scalar: Decodable, Sendable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // Where it is no number it must be a text.
            if let number = try? container.decode(Int64.self) {
                text = String(number)
            } else {
                text = try container.decode(String.self)
            }
        }
    }
    let upload: Action?
    let verify: Action?
}
