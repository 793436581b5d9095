import Parquet

/// The usable rows of a dataset's files, numbered one after the other; 8 bytes per row, and the footer of each file.
package struct StreamedRows: Sendable {
    struct File: Sendable {
        var path: String
        var parquet: ParquetFile
        var speaker: Int
        /// The numbers of its rows.
        var rows: Range<Int>
    }

    private(set) var files: [File] = []
    /// What each row counts for in a batch; 0 where that is not known.
    private(set) var lengths: [UInt32] = []
    /// The place of each row in its file.
    private var places: [UInt32] = []

    var count: Int { lengths.count }

    mutating func begin(_ path: String, _ parquet: ParquetFile, speaker: Int) {
        files.append(File(path: path, parquet: parquet, speaker: speaker, rows: count..<count))
    }

    /// Adds a row of the file that was begun last.
    mutating func append(place: Int, length: UInt32) {
        lengths.append(length)
        places.append(UInt32(place))
        files[files.count - 1].rows = files[files.count - 1].rows.lowerBound..<count
    }

    func place(_ row: Int) -> Int { Int(places[row]) }

    /// The file that holds a row.
    ///
    /// - Complexity: O(log n) in the number of files.
    func file(of row: Int) -> File? {
        let place = firstFile(endingAfter: row)
        return place < files.count && files[place].rows.contains(row) ? files[place] : nil
    }

    private func firstFile(endingAfter row: Int) -> Int {
        var (low, high) = (0, files.count)
        while low < high {
            let middle = (low + high) / 2
            if files[middle].rows.upperBound <= row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The row groups of each speaker, as numbers of rows.
    func groups(speakers: Int) -> [[Range<Int>]] {
        var groups = [[Range<Int>]](repeating: [], count: speakers)
        for file in files {
            var first = file.rows.lowerBound
            for group in file.parquet.rowGroups {
                var end = first
                while end < file.rows.upperBound, place(end) < group.upperBound { end += 1 }
                if end > first { groups[file.speaker].append(first..<end) }
                first = end
            }
        }
        return groups
    }

    /// Cuts numbers of rows where files end.
    func pieces(_ rows: Range<Int>) -> [Range<Int>] {
        files[firstFile(endingAfter: rows.lowerBound)...].prefix { $0.rows.lowerBound < rows.upperBound }
            .map { $0.rows.clamped(to: rows) }.filter { !$0.isEmpty }
    }
}
