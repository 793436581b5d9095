import CArrow
import Foundation

extension ParquetWriter {
    /// Adds one value to a column.
    func append(
        _ cells: ParquetValues, _ row: Int, to writer: carrow_writer, _ column: Int32
    ) throws(ArrowError) {
        switch (columns[Int(column)].type, cells) {
        case (.text, .text(let values)):
            guard var text = values[row] else { break }
            return try check(text.withUTF8 { carrow_writer_append_bytes(writer, column, carrow_bytes($0)) })
        case (.binary, .binary(let values)):
            guard let data = values[row] else { break }
            return try check(data.withBytes { carrow_writer_append_bytes(writer, column, $0) })
        case (.int16, .integer(let values)), (.int32, .integer(let values)), (.int64, .integer(let values)):
            guard let value = values[row] else { break }
            precondition(fits(value, columns[Int(column)].type), "\(value) does not fit '\(columns[Int(column)].name)'")
            return try check(carrow_writer_append_integer(writer, column, value))
        case (.boolean, .boolean(let values)):
            guard let value = values[row] else { break }
            return try check(carrow_writer_append_integer(writer, column, value ? 1 : 0))
        case (.float32, .real(let values)), (.float64, .real(let values)):
            guard let value = values[row] else { break }
            return try check(carrow_writer_append_real(writer, column, value))
        case (.audio, .audio(let values)):
            guard let audio = values[row] else { break }
            return try check(
                audio.bytes.withBytes { bytes in
                    audio.path.map { Data($0.utf8) }.withBytes { path in
                        carrow_writer_append_audio(writer, column, bytes, path)
                    }
                })
        case (.codes, .codes(let values)):
            guard let codes = values[row] else { break }
            return try check(
                carrow_writer_append_codes(
                    writer, column, codes.values, Int64(codes.frames), Int64(codes.codebooks)))
        default:
            preconditionFailure("the values for '\(columns[Int(column)].name)' are not of its type")
        }
        try check(carrow_writer_append_null(writer, column))
    }

    private func fits(_ value: Int64, _ type: ParquetType) -> Bool {
        switch type {
        case .int16: Int16(exactly: value) != nil
        case .int32: Int32(exactly: value) != nil
        default: true
        }
    }
}

extension carrow_bytes {
    /// Borrows bytes.
    init(_ buffer: UnsafeBufferPointer<UInt8>) {
        let bytes = UnsafeRawBufferPointer(buffer).bindMemory(to: CChar.self)
        self.init(data: bytes.baseAddress, length: Int64(bytes.count))
    }
}

extension Data {
    /// Lends the bytes to the C layer.
    fileprivate func withBytes<Result>(_ body: (carrow_bytes) -> Result) -> Result {
        withUnsafeBytes { body(carrow_bytes($0.bindMemory(to: UInt8.self))) }
    }
}

extension Data? {
    /// Lends the bytes, or null, to the C layer.
    fileprivate func withBytes<Result>(_ body: (carrow_bytes) -> Result) -> Result {
        guard let self else { return body(carrow_bytes(data: nil, length: -1)) }
        return self.withBytes(body)
    }
}
