/// Which paths of a dataset belong to some configs; each question takes time linear in the path.
package struct DatasetOwner: Sendable {
    private let configs: Set<Substring>

    package init(configs: [String]) { self.configs = Set(configs.map { $0[...] }) }

    /// Whether a path is a reference recording of one of them: `voices/{config}.wav`, `voices/{config}+2.wav`.
    package func isVoice(_ path: String) -> Bool {
        guard path.hasPrefix("voices/"), path.hasSuffix(".wav") else { return false }
        let name = path.dropFirst("voices/".count).dropLast(".wav".count)
        if configs.contains(name) { return true }
        guard let plus = name.lastIndex(of: "+") else { return false }
        let number = name[name.index(after: plus)...]
        return !number.isEmpty && number.allSatisfy(\.isWholeNumber) && configs.contains(name[..<plus])
    }

    /// Whether a path is a shard or a reference recording of one of them.
    package func owns(_ path: String) -> Bool {
        if isVoice(path) { return true }
        return path.hasSuffix(".parquet")
            && path.indices.contains { path[$0] == "/" && configs.contains(path[..<$0]) }
    }
}
