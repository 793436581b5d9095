/// The head of an answer, line by line.
struct ResponseHead {
    private var status = 0
    private var headers = HTTPHeaders()

    /// Adds a line; returns the whole head after its last one.
    ///
    /// Heads of an answer before the answer (1xx) are passed over.
    mutating func add(_ line: String) -> (status: Int, headers: HTTPHeaders)? {
        let line = line.trimming { $0.isWhitespace }
        if line.isEmpty { return status >= 200 ? (status, headers) : nil }
        if line.hasPrefix("HTTP/") {
            let words = line.split(separator: " ", maxSplits: 2)
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
            headers = HTTPHeaders()
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].trimming { $0.isWhitespace }
            headers.add(name: String(line[..<colon]), value: String(value))
        }
        return nil
    }
}

extension StringProtocol where SubSequence == Substring {
    /// Without characters of a kind at both ends.
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
