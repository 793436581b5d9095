/// Reads and writes the text of `merges.txt`: a version line, then one merge per line.
enum MergesFile {
    private static let header = "#version: 0.2"

    /// - Parameter source: how errors name the text.
    static func merges(in text: String, source: String) throws(TokenizationError) -> [(String, String)] {
        var merges: [(String, String)] = []
        // A line break after a carriage return is one Character: the file is cut by scalars.
        for (index, line) in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.last == "\r" ? line.dropLast() : line
            if line.isEmpty || (index == 0 && line.starts(with: "#version".unicodeScalars)) { continue }
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw .malformedMerge(source: source, line: index + 1, found: String(line))
            }
            merges.append((String(parts[0]), String(parts[1])))
        }
        return merges
    }

    static func text(of merges: some Sequence<(String, String)>) -> String {
        var text = header + "\n"
        for (left, right) in merges { text += "\(left) \(right)\n" }
        return text
    }
}
