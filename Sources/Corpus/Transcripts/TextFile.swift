import Foundation

/// The bytes of a text file, which are UTF-8 but for single lines.
struct TextFile: Sendable {
    /// A line without its end.
    struct Line: Sendable {
        /// Counted from 1.
        var number: Int
        var bytes: ArraySlice<UInt8>

        /// The line as a text.
        ///
        /// - Throws: `Problem.notUTF8`.
        func text() throws(LineFailure) -> String {
            guard let text = String(validating: bytes, as: UTF8.self) else { throw LineFailure(.notUTF8) }
            return text
        }
    }

    let url: URL
    let bytes: [UInt8]

    /// Reads a file.
    ///
    /// - Throws: `CorpusError.unreadable`.
    init(_ url: URL) throws(CorpusError) {
        self.url = url
        do {
            bytes = Array(try Data(contentsOf: url))
        } catch {
            throw .unreadable(path: url.path, reason: describe(error))
        }
    }

    /// The lines that have something on them, and the number of all.
    ///
    /// A line ends with LF, CR LF or CR. The mark that some programs put at the beginning of a file is dropped from the beginning
    /// of any line, since files that have it are joined.
    ///
    /// - Throws: `CorpusError.emptyTranscript` when no line has anything.
    func lines() throws(CorpusError) -> (written: [Line], count: Int) {
        var lines: [Line] = []
        var number = 0
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.endIndex
            number += 1
            let content = Self.withoutMark(bytes[start..<end])
            if !content.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { lines.append(Line(number: number, bytes: content)) }
            start = end + 1
            if end + 1 < bytes.endIndex, bytes[end] == 0x0d, bytes[end + 1] == 0x0a { start += 1 }
        }
        guard !lines.isEmpty else { throw .emptyTranscript(path: url.path) }
        return (lines, number)
    }

    /// Bytes without the byte order mark that they may begin with.
    static func withoutMark(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes
    }
}

/// The system's words for a failure, without the wrapping of Foundation's errors where there is one.
func describe(_ error: any Error) -> String {
    let error = error as NSError
    if let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error { return describe(cause) }
    return error.localizedFailureReason ?? error.localizedDescription
}
