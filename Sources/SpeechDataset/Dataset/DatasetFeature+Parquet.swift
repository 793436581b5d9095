package import Parquet

extension [DatasetColumn] {
    /// The columns as a Parquet file has them.
    package var parquetColumns: [ParquetColumn] {
        map { column in
            switch column.feature {
            case .audio: ParquetColumn(column.name, .audio)
            case .text: ParquetColumn(column.name, .text)
            case .float32: ParquetColumn(column.name, .float32)
            case .codes: ParquetColumn(column.name, .codes)
            }
        }
    }
}
