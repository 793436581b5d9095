import Files
import Foundation
import SpeechDataset

/// A text file with an id and, after white space, a value on each line.
struct KaldiTable {
    /// A line.
    struct Entry {
        /// Counted from 1.
        var line: Int
        var id, value: String
        var problem: Problem?
    }

    let file: URL
    let entries: [Entry]
    /// All lines, also the blank ones.
    let lineCount: Int
    /// Positions in `entries`.
    private let positions: [String: Int]

    /// Reads a file.
    ///
    /// - Throws: `FileError.unreadable` or `.emptyTranscript`.
    init(_ file: URL) throws {
        self.file = file
        let (lines, count) = try TextFile(file).lines()
        lineCount = count
        var entries: [Entry] = []
        var positions: [String: Int] = [:]
        for line in lines {
            guard let text = try? line.text().trimmingWhitespace() else {
                entries.append(Entry(line: line.number, id: "", value: "", problem: .notUTF8))
                continue
            }
            let id = String(text.prefix { !$0.isWhitespace })
            var entry = Entry(
                line: line.number, id: id, value: String(text.dropFirst(id.count)).trimmingWhitespace())
            if let first = positions[id] {
                entry.problem = .pairing(.repeatedID(id, line: entries[first].line))
            } else {
                positions[id] = entries.count
                if entry.value.isEmpty { entry.problem = .pairing(.idAlone(id)) }
            }
            entries.append(entry)
        }
        self.entries = entries
        self.positions = positions
    }

    /// The value of an entry.
    func value(of entry: Entry) throws(LineFailure) -> String {
        if let problem = entry.problem { throw LineFailure(problem) }
        return entry.value
    }

    /// The value of an id, where it has one.
    func value(of id: String) -> String? {
        positions[id].map { entries[$0].value }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The entry of an id, which must be there with a value.
    func required(_ id: String) throws(LineFailure) -> Entry {
        guard let position = positions[id] else {
            throw LineFailure(.pairing(.unknownID(id, file: file.lastPathComponent)))
        }
        _ = try value(of: entries[position])
        return entries[position]
    }

    /// The lines whose ids nothing else names, each with the name of the file that lacks it, and those that are wrong in themselves.
    func unused(by ids: Set<String>, in other: String) -> [SourceLine] {
        entries.compactMap { entry in
            let isRepeated = if case .pairing(.repeatedID) = entry.problem { true } else { false }
            guard isRepeated || !ids.contains(entry.id) else { return nil }
            return SourceLine(
                origin: Origin(file: file.path, line: entry.line),
                content: .failure(LineFailure(entry.problem ?? .pairing(.unknownID(entry.id, file: other)))))
        }
    }
}
