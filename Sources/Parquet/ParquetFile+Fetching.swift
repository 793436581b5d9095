import CArrow
import Foundation

extension ParquetFile {
    /// Bytes between two parts that are read with them rather than with another call.
    private static let largestGap: Int64 = 1 << 20

    /// The same file with all that some columns of some rows need in memory, where each call for bytes is dear.
    ///
    /// A row group's part of each column is read as a whole; parts that lie near each other, with what lies between. As `prepare` writes
    /// files, that is one call for each row group, whatever columns but the recordings are read. A file of this computer is returned as it is.
    ///
    /// - Throws: `ParquetError.missingColumn`, `.unreadableColumn` or `.unreadable`.
    public func fetching(_ columns: [String], in rows: Range<Int>) throws(ParquetError) -> ParquetFile {
        guard source.isRemote else { return self }
        var spans: [Range<Int64>] = []
        for column in columns {
            let selection = try footer.select(column, in: name)
            for group in rowGroups.indices where rowGroups[group].overlaps(rows) {
                spans += footer.spans(selection, in: group)
            }
        }
        var parts: [FetchedBytes.Part] = []
        for span in Self.merged(spans.filter { $0.lowerBound >= 0 && $0.upperBound <= source.size }) {
            do {
                parts.append(FetchedBytes.Part(range: span, bytes: try source.read(span)))
            } catch {
                throw .unreadable(path: name, reason: String(describing: error))
            }
        }
        return ParquetFile(self, reading: FetchedBytes(parts: parts, source: source))
    }

    /// Ranges in order, those near each other as one.
    static func merged(_ spans: [Range<Int64>]) -> [Range<Int64>] {
        var merged: [Range<Int64>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) where !span.isEmpty {
            if let last = merged.last, span.lowerBound - last.upperBound <= largestGap {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}

extension Footer {
    /// Where the values of a selection lie in a row group; none where a damaged footer says what cannot be.
    fileprivate func spans(_ selection: Selection, in group: Int) -> [Range<Int64>] {
        // Recordings have two columns, and all else one.
        var spans = [carrow_span](repeating: carrow_span(), count: 4)
        let count = carrow_footer_spans(handle, selection.handle, Int32(group), &spans, Int32(spans.count))
        return spans.prefix(Int(count)).filter { $0.start <= $0.end }.map { $0.start..<$0.end }
    }
}

/// A file of which some parts are in memory.
private struct FetchedBytes: ByteSource {
    struct Part {
        var range: Range<Int64>
        var bytes: Data
    }

    let parts: [Part]
    let source: any ByteSource

    var name: String { source.name }
    var size: Int64 { source.size }
    var readSize: Int { source.readSize }
    var isRemote: Bool { source.isRemote }

    func read(_ range: Range<Int64>) throws -> Data {
        for part in parts where part.range.lowerBound <= range.lowerBound && range.upperBound <= part.range.upperBound {
            let start = part.bytes.startIndex + Int(range.lowerBound - part.range.lowerBound)
            return part.bytes[start..<start + range.count]
        }
        return try source.read(range)
    }
}
