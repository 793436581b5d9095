public import Foundation

extension ImitationHub {
    /// A repository of the imitation.
    public struct Repo: Sendable {
        /// All files at one time.
        public struct Commit: Sendable {
            /// 40 hexadecimal digits.
            public let id: String
            /// The first line of its message.
            public let title: String
            /// When it was made.
            public let date: Date
            /// By path.
            public let files: [String: File]
        }

        /// Whether only those with a token see it.
        public var isPrivate = false
        /// Whether its terms have to be accepted first.
        public var isGated = false
        /// The commits of each branch, the first one first.
        public var branches: [String: [Commit]] = ["main": []]
        /// The commits that tags name.
        public var tags: [String: String] = [:]

        /// The commits of `main`.
        public var commits: [Commit] { branches["main"] ?? [] }
        /// The last commit of `main`.
        public var head: Commit { commits[commits.count - 1] }

        /// The commit that a branch, a tag or a hash names.
        func commit(_ revision: String) -> Commit? {
            if let last = branches[revision]?.last { return last }
            let id = tags[revision] ?? revision
            return branches.values.lazy.flatMap(\.self).first { $0.id == id }
        }
    }
}
