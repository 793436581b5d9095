import Foundation
import HTTP
import ImitationHub

/// A fault as another process orders it.
struct FaultOrder: Decodable {
    /// A kind that does not exist, or lacks what it needs.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    let method: String
    /// A part of the address.
    let path: String
    /// `drop`, `cut`, `stall`, `corrupt`, `status`, `expired`, `lost` (done, and the answer is lost), `commit` (someone
    /// else commits first) or `whole` (a range is ignored).
    let kind: String
    var times: Int?
    /// Bytes that arrive: of `cut` and `stall`.
    var count: Int?
    /// Of `status`.
    var status: Int?
    /// Of `status`.
    var headers: [String: String]?
    /// Of `commit`: the repository, such as `datasets/alice/d`.
    var repo: String?
    /// Of `commit`: the texts of the files that are added.
    var files: [String: String]?

    var fault: ImitationHub.Fault.Kind {
        get throws {
            switch kind {
            case "drop": return .drop
            case "cut": return .cut(count ?? 0)
            case "stall": return .stall(count ?? 0)
            case "corrupt": return .corrupt
            case "expired": return .expired
            case "lost": return .doneButDropped
            case "whole": return .ignoreRange
            case "status":
                guard let status else { throw Malformed(description: "status: which one?") }
                return .status(status, HTTPHeaders((headers ?? [:]).map { ($0.key, $0.value) }))
            case "commit":
                guard let repo, let files else { throw Malformed(description: "commit: of which repo and files?") }
                return .before { state in
                    var all = state.repos[repo]?.commits.last?.files ?? [:]
                    for (path, text) in files { all[path] = ImitationHub.File(content: Data(text.utf8)) }
                    state.commit(all, to: repo, title: "Someone else")
                }
            default: throw Malformed(description: "'\(kind)' is no kind of fault")
            }
        }
    }
}
