import Audio
import Files
import Foundation

/// A text file that is read and written line by line, so that memory does not grow with it.
struct LineFile: Sendable {
    let url: URL

    init(_ url: URL) { self.url = url }

    /// Hands out each line without its end; the last one too when its end is missing.
    ///
    /// A file that is not there has no lines.
    func forEach(_ body: (_ line: Data) throws -> Void) throws(CorpusError) {
        guard RecordingPath.exists(url) else { return }
        do {
            let handle = try FileHandle(forReadingFrom: url)
            var rest = Data()
            while let piece = try handle.read(upToCount: 1 << 16), !piece.isEmpty {
                rest += piece
                var start = rest.startIndex
                while let end = rest[start...].firstIndex(of: 0x0a) {
                    try body(Data(rest[start..<end]))
                    start = end + 1
                }
                rest = Data(rest[start...])
            }
            try handle.close()
            if !rest.isEmpty { try body(rest) }
        } catch {
            throw .unreadable(path: url.path, reason: describe(error))
        }
    }

    /// Adds a line, which has its end, and makes the file when it is not there.
    ///
    /// The file is open only meanwhile: of thousands of such files none may stay open.
    func append(_ line: Data) throws(CorpusError) {
        do {
            if !RecordingPath.exists(url) { try Data().write(to: url) }
            let handle = try FileHandle(forUpdating: url)
            defer { handle.closeFile() }
            let end = try handle.seekToEnd()
            if end > 0 {
                // An incomplete last line must not swallow the next one.
                try handle.seek(toOffset: end - 1)
                if try handle.read(upToCount: 1) != Data([0x0a]) { try handle.write(contentsOf: Data([0x0a])) }
            }
            try handle.write(contentsOf: line)
        } catch {
            throw .cannotWrite(path: url.path, reason: describe(error))
        }
    }

    /// Writes lines until there is none left, beside and renamed.
    func write(_ next: () throws(CorpusError) -> Data?) throws(CorpusError) {
        let writer = try reporting { () throws(FileError) in try AtomicFileWriter(url) }
        while let line = try next() { try reporting { () throws(FileError) in try writer.append(line) } }
        try reporting { () throws(FileError) in try writer.finish() }
    }
}
