import CArrow
import Foundation

/// A column of a batch in the C layer, whose values are copied.
struct BatchColumn {
    private let handle: carrow_column
    private let selection: Selection
    /// The file's row that is the batch's first.
    private let start: Int
    private let path: String

    init(_ handle: carrow_column, _ selection: Selection, start: Int, in path: String) {
        self.handle = handle
        self.selection = selection
        self.start = start
        self.path = path
    }

    /// Copies the values of some of the file's rows, which lie in the batch.
    ///
    /// - Parameter flaws: takes in what is wrong with codes, by row.
    /// - Throws: `ParquetError.integerTooLarge`.
    func values(_ rows: Range<Int>, flaws: inout [Int: CodesFlaw]) throws(ParquetError) -> ParquetValues {
        switch selection.type {
        case .text: return .text(rows.map { text(handle, at: $0) })
        case .binary: return .binary(rows.map { data(handle, at: $0) })
        case .int16, .int32, .int64: return .integer(try rows.map { row throws(ParquetError) in try integer(row) })
        case .float32, .float64:
            return .real(rows.map { isNull($0) ? nil : carrow_column_real(handle, Int64($0 - start)) })
        case .boolean: return .boolean(try rows.map { row throws(ParquetError) in try integer(row).map { $0 != 0 } })
        case .audio: return .audio(audio(rows))
        case .codes:
            return .codes(
                rows.map { row in
                    switch codes(row) {
                    case .success(let codes): return codes
                    case .failure(let flaw):
                        flaws[row] = flaw
                        return nil
                    }
                })
        case .other(let type): preconditionFailure("a column of the type \(type) was selected")
        }
    }

    private func isNull(_ row: Int) -> Bool { carrow_column_is_null(handle, Int64(row - start)) }

    private func text(_ column: carrow_column, at row: Int) -> String? {
        let bytes = carrow_column_bytes(column, Int64(row - start))
        return bytes.length < 0 ? nil : String(bytes)
    }

    private func data(_ column: carrow_column, at row: Int) -> Data? {
        let bytes = carrow_column_bytes(column, Int64(row - start))
        return bytes.length < 0 ? nil : Data(UnsafeRawBufferPointer(start: bytes.data, count: Int(bytes.length)))
    }

    private func integer(_ row: Int) throws(ParquetError) -> Int64? {
        if isNull(row) { return nil }
        var fits = true
        let value = carrow_column_integer(handle, Int64(row - start), &fits)
        guard fits else {
            throw .integerTooLarge(path: path, column: selection.name, row: row, value: UInt64(bitPattern: value))
        }
        return value
    }

    private func audio(_ rows: Range<Int>) -> [ParquetAudio?] {
        let bytes = carrow_column_field(handle, "bytes")
        let names = carrow_column_field(handle, "path")
        return rows.map { row in
            if isNull(row) { return nil }
            return ParquetAudio(
                bytes: data(bytes, at: row), path: names.pointer == nil ? nil : text(names, at: row))
        }
    }

    private func codes(_ row: Int) -> Result<ParquetCodes?, CodesFlaw> {
        let found = carrow_column_codes(handle, Int64(row - start))
        let frame = Int(found.frame)
        switch found.state {
        case CARROW_CODES_NULL: return .success(nil)
        case CARROW_CODES_SOUND:
            let count = Int(found.frames * found.codebooks)
            let values = [Int16](unsafeUninitializedCapacity: count) { buffer, initialized in
                if let start = buffer.baseAddress { carrow_column_copy_codes(handle, Int64(row - self.start), start) }
                initialized = count
            }
            return .success(ParquetCodes(frames: Int(found.frames), codebooks: Int(found.codebooks), values: values))
        case CARROW_CODES_RAGGED:
            return .failure(.ragged(frame: frame, found: Int(found.value), expected: Int(found.codebooks)))
        case CARROW_CODES_TOO_LARGE: return .failure(.tooLarge(frame: frame, code: Int(found.value)))
        default: return .failure(.incomplete(frame: frame))
        }
    }
}
