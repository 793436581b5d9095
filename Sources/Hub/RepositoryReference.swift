public import Foundation

/// What a user names where a model, a tokenizer or a dataset is expected.
public enum RepositoryReference: Sendable, Equatable {
    /// A folder of this machine.
    case folder(URL)
    /// A repository of the Hub at a branch, tag or commit.
    case repository(Repository, revision: String)

    /// Reads `user/name`, `user/name@revision`, `datasets/user/name`, `models/user/name` or a folder.
    ///
    /// A folder that exists wins over a repository of the same name. What begins with `/`, `./`, `../` or `~/` is always a folder.
    ///
    /// - Throws: `HubError.missingFolder` or `.invalidReference`.
    public init(_ text: String, expecting kind: Repository.Kind) throws(HubError) {
        let home = FileManager.default.homeDirectoryForCurrentUser.path
        let path = text.hasPrefix("~/") ? home + text.dropFirst() : text
        if !path.isEmpty, URL(filePath: path).isFolder {
            self = .folder(URL(filePath: path, directoryHint: .isDirectory))
            return
        }
        if [".", ".."].contains(text) || ["/", "./", "../", "~/"].contains(where: text.hasPrefix) {
            throw .missingFolder(text)
        }
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        var parts = halves[0].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var kind = kind
        if parts.count == 3, let named = Repository.Kind.allCases.first(where: { "\($0.rawValue)s" == parts[0] }) {
            kind = named
            parts.removeFirst()
        }
        let revision = halves.count == 2 ? String(halves[1]) : "main"
        guard parts.count == 2, let repository = Repository(kind, owner: parts[0], name: parts[1]),
            !revision.isEmpty, !revision.contains(where: \.isWhitespace),
            !revision.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
                ["", ".", ".."].contains($0)
            })
        else { throw .invalidReference(text) }
        self = .repository(repository, revision: revision)
    }
}
