import Files
public import Foundation

extension ImitationHub {
    /// Everything that an imitation holds and has seen.
    public struct State: Sendable {
        /// By `models/owner/name` or `datasets/owner/name`.
        public var repos: [String: Repo] = [:]
        /// What the storage holds, by SHA-256.
        public var storage: [String: Data] = [:]
        /// Parts of what is not complete, by the SHA-256 of the whole.
        public var parts: [String: [Int: Data]] = [:]
        /// What goes wrong, each once.
        public var faults: [Fault] = []
        /// What was asked.
        public var requests: [ServedRequest] = []
        /// What no client may do.
        public var violations: [String] = []
        /// Entries of a list that come at once.
        public var pageSize = 1000
        /// Bytes of a part.
        public var partSize = 1 << 20
        /// Bytes that are stored in one piece at most.
        public var largestBasic = 1 << 22
        /// Addresses that were signed under another number have expired.
        public var signatures = 1
        private var commitCount = 0

        /// Adds a commit with these files, no others, to a branch; makes the repository where there is none.
        ///
        /// - Returns: its hash.
        @discardableResult
        public mutating func commit(
            _ files: [String: File], to repo: String, branch: String = "main", title: String = "Change files"
        ) -> String {
            commitCount += 1
            let id = Digest.of(Data(), .gitBlob(size: Int64(commitCount))).hexadecimal
            for file in files.values where file.isLarge { storage[file.sha256] = file.content }
            repos[repo, default: Repo()].branches[branch, default: []].append(
                Repo.Commit(id: id, title: title, date: Date(), files: files))
            return id
        }

        /// Notes what no client may do, and refuses it.
        mutating func violation(_ text: String, of request: ServedRequest) -> ServedAnswer {
            violations.append("\(request.method) \(request.uri): \(text)")
            return .refusal(400, text)
        }
    }
}
