/// A pattern for paths as Python's `fnmatch` reads it: `*` is any text, `/` too, and `?` any character.
struct WildcardPattern: Sendable {
    private let pattern: [Character]

    /// A pattern; one that ends with `/` means everything in that folder.
    init(_ text: String) { pattern = Array(text.hasSuffix("/") ? text + "*" : text) }

    func matches(_ path: String) -> Bool {
        let path = Array(path)
        var (p, t) = (0, 0)
        // Where to go on when the last star takes one character more.
        var retry: (pattern: Int, text: Int)?
        while t < path.count {
            if p < pattern.count, pattern[p] == "*" {
                retry = (p + 1, t)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == path[t] {
                p += 1
                t += 1
            } else if let last = retry {
                retry = (last.pattern, last.text + 1)
                (p, t) = (last.pattern, last.text + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
