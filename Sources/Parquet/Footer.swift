import CArrow
import Foundation

/// What a file says about itself.
final class Footer: Sendable {
    /// Only read from, which the C layer allows from any thread.
    nonisolated(unsafe) let handle: carrow_footer
    let columns: [ParquetColumn]
    /// The rows of each row group, as the footer says them.
    let rowCounts: [Int]
    /// The rows of the file, as the footer says them.
    let announcedRows: Int
    let metadata: [String: String]

    init(of source: any ByteSource) throws(ParquetError) {
        let reader = SourceReader(source)
        var handle = carrow_footer()
        do {
            try check(carrow_footer_read(&handle, reader.makeSource()))
        } catch {
            throw ParquetError(error, reader: reader, source: source)
        }
        self.handle = handle
        columns = (0..<carrow_footer_column_count(handle)).map { column in
            let type = String(carrow_footer_column_type(handle, column))
            return ParquetColumn(
                String(carrow_footer_column_name(handle, column)),
                ParquetType(carrow_footer_column_kind(handle, column), called: type))
        }
        rowCounts = (0..<carrow_footer_row_group_count(handle)).map { Int(carrow_footer_row_count(handle, $0)) }
        announcedRows = Int(carrow_footer_total_row_count(handle))
        let pairs = (0..<carrow_footer_metadata_count(handle)).map { index in
            (String(carrow_footer_metadata_key(handle, index)), String(carrow_footer_metadata_value(handle, index)))
        }
        metadata = Dictionary(pairs) { _, last in last }
    }

    deinit { carrow_footer_free(handle) }

    /// Finds a column, or a field of a struct whose name follows a full stop.
    func select(_ name: String, in path: String) throws(ParquetError) -> Selection {
        if let index = columns.firstIndex(where: { $0.name == name }) {
            return try Selection(name, columns[index].type, column: index, field: -1, in: path)
        }
        for (index, column) in columns.enumerated() where name.hasPrefix("\(column.name).") {
            let wanted = name.dropFirst(column.name.count + 1)
            for field in 0..<carrow_footer_field_count(handle, Int32(index))
            where String(carrow_footer_field_name(handle, Int32(index), field)) == wanted {
                let kind = carrow_footer_field_kind(handle, Int32(index), field)
                let type = ParquetType(kind, called: "a part of \(columns[index].type)")
                return try Selection(name, type, column: index, field: field, in: path)
            }
        }
        throw .missingColumn(path: path, column: name, columns: columns.map(\.name))
    }
}

/// A column, or a field of one, that is to be read.
struct Selection {
    let name: String
    let type: ParquetType
    let handle: carrow_selection

    init(_ name: String, _ type: ParquetType, column: Int, field: Int32, in path: String) throws(ParquetError) {
        if case .other(let found) = type { throw .unreadableColumn(path: path, column: name, type: found) }
        self.name = name
        self.type = type
        handle = carrow_selection(column: Int32(column), field: field)
    }
}
