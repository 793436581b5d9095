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
    func forEach(_ body: (_ line: Data) throws -> Void) throws {
        guard FileState.isFile(url) else { return }
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
            throw FileError.unreadable(path: url.path, reason: SystemError.reason(of: error))
        }
    }

    /// Adds a line, which has its end, and makes the file when it is not there.
    ///
    /// The file is open only meanwhile: of thousands of such files none may stay open.
    func append(_ line: Data) throws {
        do {
            if !FileState.isFile(url) { try Data().write(to: url) }
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
            throw FileError.cannotWrite(path: url.path, reason: SystemError.reason(of: error))
        }
    }

    /// Writes lines until there is none left, beside and renamed.
    func write(_ next: () throws -> Data?) throws {
        let writer = try AtomicFileWriter(url)
        while let line = try next() { try writer.append(line) }
        try writer.finish()
    }
}
