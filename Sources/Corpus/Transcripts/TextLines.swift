import Foundation

/// The lines of a text file, as bytes.
enum TextLines {
    /// Every line without its end (LF or CR LF), without the mark that some programs put at the beginning of a file, and without
    /// the empty lines at the end.
    static func read(_ file: URL) throws(CorpusError) -> [Data] {
        var data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw .unreadable(path: file.path, reason: describe(error))
        }
        if data.starts(with: [0xef, 0xbb, 0xbf]) { data = data.dropFirst(3) }
        var lines = data.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
            Data(line.last == 0x0d ? line.dropLast() : line)
        }
        while let last = lines.last, last.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { lines.removeLast() }
        guard !lines.isEmpty else { throw .emptyTranscript(path: file.path) }
        return lines
    }
}

/// The system's words for a failure, without the wrapping of Foundation's errors where there is one.
func describe(_ error: any Error) -> String {
    let error = error as NSError
    if let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error { return describe(cause) }
    return error.localizedFailureReason ?? error.localizedDescription
}
