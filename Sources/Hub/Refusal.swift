import Foundation
import HTTP

/// An answer that is no success, with what the Hub says about it.
struct Refusal: Sendable {
    let url: URL
    let status: Int
    let code: String?
    let message: String
    let request: String?

    init(_ answer: Transport.Answer) async throws {
        url = answer.url
        status = answer.status
        code = answer.header("x-error-code")
        request = answer.header("x-request-id")?.printable
        var body = Data()
        do {
            for try await piece in answer.body {
                body.append(piece)
                // A longer one is no reason.
                if body.count > 1 << 16 { break }
            }
        } catch {
            // The state says enough where the text breaks off.
            try Task.checkCancellation()
        }
        message = (answer.header("x-error-message") ?? Self.text(in: body))?.printable ?? "no reason given"
    }

    /// The reason in a body: `error`, `errors[].message`, `error_description`.
    private static func text(in body: Data) -> String? {
        struct Reason: Decodable {
            struct Item: Decodable { let message: String? }
            let error: String?
            let explanation: String?
            let errors: [Item]?

            enum CodingKeys: String, CodingKey {
                case error, errors
                case explanation = "error_description"
            }
        }
        // A body of another form has no reason that could be shown.
        guard let reason = try? JSONDecoder().decode(Reason.self, from: body) else { return nil }
        let items = (reason.errors ?? []).compactMap(\.message).joined(separator: "; ")
        return reason.explanation ?? reason.error ?? (items.isEmpty ? nil : items)
    }

    /// The error that this means for what was asked.
    func meaning(for subject: Subject, hasToken: Bool, base: URL) -> HubError {
        let other = HubError.refused(url: url.withoutQuery, status: status, reason: message, request: request)
        if status == 429 { return .rateLimited(host: url.host ?? url.absoluteString) }
        if status == 401, message.contains("Invalid credentials") { return .invalidToken }
        // The storage knows no repositories and no tokens.
        guard url.origin == base.origin else { return other }
        if status == 401, !hasToken, subject.writes || subject.repository == nil {
            return .tokenNeeded(subject.repository)
        }
        guard let repository = subject.repository else {
            return status == 401 ? .invalidToken : other
        }
        switch (code, status) {
        case ("RevisionNotFound", _): return .revisionNotFound(repository, revision: subject.revision)
        case ("EntryNotFound", _):
            return .fileNotFound(repository, revision: subject.revision, path: subject.path ?? "")
        case ("GatedRepo", _):
            return .gated(repository, page: "\(base.absoluteString)/\(repository.pagePath)", hasToken: hasToken)
        case ("RepoNotFound", _), (nil, 401): return .repositoryNotFound(repository, hasToken: hasToken)
        case (_, 403) where message.contains("Access to this resource is disabled"): return .disabled(repository)
        case (_, 403) where subject.writes: return .noWriteAccess(repository, reason: message)
        default: return other
        }
    }
}
