import CArrow
import Foundation

extension ParquetError {
    /// Why rows could not be read, from this one on.
    init(_ error: ArrowError, reader: SourceReader, path: String, row: Int) {
        if let reason = reader.failure {
            self = .unreadable(path: path, reason: reason)
        } else if error.kind == CARROW_ERROR_OUT_OF_MEMORY {
            self = .outOfMemory(path: path)
        } else {
            self = .damaged(path: path, row: row, reason: error.reason)
        }
    }

    /// Why a footer could not be read: what the file's ends tell comes before the decoder's words.
    init(_ error: ArrowError, reader: SourceReader, source: any ByteSource) {
        let path = source.name
        if let reason = reader.failure {
            self = .unreadable(path: path, reason: reason)
            return
        }
        if error.kind == CARROW_ERROR_OUT_OF_MEMORY {
            self = .outOfMemory(path: path)
            return
        }
        let letters = Data("PAR1".utf8)
        do {
            if source.size == 0 {
                self = .empty(path: path)
            } else if try source.size < 4 || source.read(0..<4) != letters {
                self = .notParquet(path: path)
            } else if try source.size < 12 || source.read(source.size - 4..<source.size) != letters {
                self = .truncated(path: path, size: source.size)
            } else {
                self = .brokenFooter(path: path, reason: error.reason)
            }
        } catch {
            self = .unreadable(path: path, reason: String(describing: error))
        }
    }

    /// Why a file could not be written.
    init(writing path: String, _ error: ArrowError) {
        self =
            error.kind == CARROW_ERROR_OUT_OF_MEMORY
            ? .outOfMemory(path: path) : .cannotWrite(path: path, reason: error.reason)
    }
}
