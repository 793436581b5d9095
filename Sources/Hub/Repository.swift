/// A model or a dataset of the Hub.
public struct Repository: Sendable, Hashable {
    /// What a repository holds.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Weights and configuration.
        case model
        /// Data.
        case dataset
    }

    /// What it holds.
    public let kind: Kind
    /// The user or organisation.
    public let owner: String
    /// The name below its owner.
    public let name: String

    /// A repository by its parts, or `nil` where the Hub would not allow such a name.
    public init?(_ kind: Kind, owner: String, name: String) {
        guard Self.isAllowed(owner), Self.isAllowed(name) else { return nil }
        self.kind = kind
        self.owner = owner
        self.name = name
    }

    /// `owner/name`.
    public var id: String { "\(owner)/\(name)" }
    /// `api/models/owner/name`: the path of its interface.
    var apiPath: String { "api/\(kind.rawValue)s/\(id)" }
    /// `owner/name` or `datasets/owner/name`: the path of its page and files.
    var pagePath: String { kind == .model ? id : "datasets/\(id)" }
    /// `models--owner--name`: its folder in the cache.
    var folderName: String { "\(kind.rawValue)s--\(owner)--\(name)" }

    /// The Hub's rule: letters, digits, `-`, `_` and `.`; at most 96; no `--` or `..`; none of `-` and `.` at an end.
    private static func isAllowed(_ part: String) -> Bool {
        let allowed = part.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let edges: [Character] = ["-", "."]
        return allowed && (1...96).contains(part.utf8.count) && !part.contains("--") && !part.contains("..")
            && !edges.contains { part.first == $0 || part.last == $0 }
    }
}

extension Repository: CustomStringConvertible {
    /// `model owner/name`, as messages name it.
    public var description: String { "\(kind.rawValue) '\(id)'" }
}
