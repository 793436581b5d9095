import Files
import Foundation
import SpeechDataset

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
    /// - Throws: `FileError.unreadable`, or `.otherEncoding` for a text that is in another encoding as a whole.
    init(_ url: URL) throws {
        self.url = url
        do {
            bytes = Array(try Data(contentsOf: url))
        } catch {
            throw FileError.unreadable(path: url.path, reason: SystemError.reason(of: error))
        }
        try checkEncoding()
    }

    /// Lines that are not UTF-8 among others that are, beyond ASCII, are left to the reader of lines.
    private func checkEncoding() throws(DataPreparationError) {
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
        guard !isUTF8 || bytes.contains(0) else { return }
        var foreign: Line?
        for line in allLines where line.bytes.contains(where: { $0 >= 0x80 || $0 == 0 }) {
            let isSound = !line.bytes.contains(0) && (try? line.text()) != nil
            if isSound { return }
            foreign = foreign ?? line
        }
        guard let foreign else { return }
        let name = TextEncoding.likely(bytes)
        // Zeros that no encoding explains are named line by line.
        if isUTF8, name == nil { return }
        throw DataPreparationError.otherEncoding(path: url.path, line: foreign.number, name: name)
    }

    /// The lines that have something on them, and the number of all.
    ///
    /// - Throws: `DataPreparationError.emptyTranscript` when no line has anything.
    func lines() throws(DataPreparationError) -> (written: [Line], count: Int) {
        let lines = allLines
        let written = lines.filter { !$0.bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
        guard !written.isEmpty else { throw DataPreparationError.emptyTranscript(path: url.path) }
        return (written, lines.count)
    }

    /// All lines.
    ///
    /// A line ends with LF, CR LF or CR. The mark that some programs put at the beginning of a file is dropped from the beginning
    /// of any line, since files that have it are joined.
    private var allLines: [Line] {
        var lines: [Line] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? bytes.endIndex
            lines.append(Line(number: lines.count + 1, bytes: Self.withoutMark(bytes[start..<end])))
            let isPair = end + 1 < bytes.endIndex && bytes[end] == 0x0d && bytes[end + 1] == 0x0a
            start = end + (isPair ? 2 : 1)
        }
        return lines
    }

    /// What divides the columns, where the first line is the one that Excel reads that from: `sep=;`.
    var separator: String? {
        let line = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
        let text = String(decoding: Self.withoutMark(line).prefix(20), as: UTF8.self).trimmingWhitespace()
        return text.wholeMatch(of: /"?[Ss][Ee][Pp]=(.)"?/).map { String($0.1) }
    }

    /// The beginning of the first line that has something on it, for messages.
    var firstLine: String {
        let written = bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        let line = written.prefix { $0 != 0x0a && $0 != 0x0d }
        return String(String(decoding: Self.withoutMark(line).prefix(200), as: UTF8.self).prefix(60))
    }

    /// Bytes without the byte order mark that they may begin with.
    static func withoutMark(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes
    }
}
