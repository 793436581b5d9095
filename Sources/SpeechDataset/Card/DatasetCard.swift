import Files
public import Foundation

/// A dataset's `README.md`: a header of YAML that says which files make which configs, and text for people below.
///
/// Only what is set changes; every other key keeps its very characters, comments too, and so does the text.
public struct DatasetCard: Sendable, Equatable {
    /// The name of the file.
    public static let fileName = "README.md"

    /// A key of the header with the lines that it was read from.
    private struct Section: Sendable, Equatable {
        /// Comments and blank lines above it.
        var lead: [String]
        var lines: [String]
        var entry: YAMLEntry
        /// Where it stood in the file, from 1.
        var number: Int?

        init(_ entry: YAMLEntry) {
            lead = []
            lines = YAMLWriter.lines(of: [entry])
            self.entry = entry
        }

        init(_ entry: YAMLEntry, number: Int, lines: [String], lead: [String]) {
            self.entry = entry
            self.number = number
            self.lines = lines
            self.lead = lead
        }
    }

    /// What the messages call it.
    let source: String
    private var sections: [Section] = []
    /// Comments at the end of the header.
    private var tail: [String] = []
    private var lineEnd = "\n"
    /// The text below the header.
    public var body = ""

    /// A card without anything.
    public init(source: String = DatasetCard.fileName) { self.source = source }

    /// Reads a card.
    ///
    /// - Parameter source: what the messages call it: its path, or its address.
    /// - Throws: `SpeechDatasetError.brokenCard` where the header is no YAML, or its `dataset_info` or `configs` are not what they must be.
    public init(_ data: Data, source: String) throws(SpeechDatasetError) {
        self.source = source
        guard let text = String(data: data, encoding: .utf8) else {
            throw SpeechDatasetError.brokenCard(path: source, line: nil, reason: "it is no text in UTF-8")
        }
        try read(text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text)
        try check()
    }

    /// Reads the card in a folder; `nil` where there is none.
    ///
    /// - Throws: `FileError.unreadable` or `.brokenCard`.
    public init?(in folder: URL, calling source: String? = nil) throws {
        let file = folder.appendingPathComponent(Self.fileName)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw FileError.unreadable(path: file.path, reason: SystemError.reason(of: error))
        }
        try self.init(data, source: source ?? file.path)
    }

    private mutating func read(_ text: String) throws(SpeechDatasetError) {
        // By scalars: a line end of Windows is one character otherwise.
        var rest = text.unicodeScalars[...]
        func line(in rest: inout Substring.UnicodeScalarView) -> String? {
            guard !rest.isEmpty else { return nil }
            let end = rest.firstIndex(of: "\n") ?? rest.endIndex
            defer { rest = end < rest.endIndex ? rest[rest.index(after: end)...] : rest[end...] }
            return String(String.UnicodeScalarView(rest[..<end]))
        }
        func bare(_ line: String) -> String {
            line.unicodeScalars.last == "\r" ? String(line.unicodeScalars.dropLast()) : line
        }
        var above = 1
        while let first = line(in: &rest) {
            if bare(first).trimmingWhitespace().isEmpty {
                above += 1
                continue
            }
            guard bare(first).trimmingWhitespace() == "---" else { break }
            lineEnd = first.unicodeScalars.last == "\r" ? "\r\n" : "\n"
            var header: [String] = []
            while let next = line(in: &rest) {
                if bare(next).trimmingWhitespace() == "---", next.hasPrefix("---") {
                    try take(header, below: above)
                    body = String(rest)
                    return
                }
                header.append(bare(next))
            }
            break
        }
        // Without a header, all of it is text.
        body = text
        lineEnd = text.unicodeScalars.contains("\r") ? "\r\n" : "\n"
    }

    /// Cuts a header into its keys.
    private mutating func take(_ lines: [String], below above: Int) throws(SpeechDatasetError) {
        let placed: YAMLValue.Placed
        do {
            placed = try YAMLValue.entries(in: lines.joined(separator: "\n") + "\n")
        } catch {
            throw SpeechDatasetError.brokenCard(path: source, line: error.line.map { $0 + above }, reason: error.reason)
        }
        let starts = placed.map(\.line)
        // YAML ends lines at more signs than editors do, and counts them.
        let isCounted = !lines.contains {
            $0.unicodeScalars.contains { "\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
        }
        guard isCounted, placed.allSatisfy({ $0.column == 1 }), Set(starts).count == starts.count else {
            // Lines that are not its own, or several keys on a line: written anew.
            sections = placed.map { Section($0.entry) }
            return
        }
        var lead = Array(lines.prefix((starts.first ?? lines.count + 1) - 1))
        for (index, item) in placed.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] - 1 : lines.count
            let all = lines[(item.line - 1)..<end]
            let last = all.dropFirst().lastIndex { !$0.isEmpty && !$0.hasPrefix("#") } ?? all.startIndex
            sections.append(
                Section(item.entry, number: item.line + above, lines: Array(all[...last]), lead: lead))
            lead = Array(all[(last + 1)...])
        }
        tail = lead
    }

    /// The whole card.
    public var text: String {
        let lines = ["---"] + sections.flatMap { $0.lead + $0.lines } + tail + ["---"]
        return lines.joined(separator: lineEnd) + lineEnd + body
    }

    /// The whole card as bytes.
    public var data: Data { Data(text.utf8) }

    // MARK: - Keys

    /// The value of a key of the header.
    subscript(_ key: String) -> YAMLValue? {
        get { sections.first { $0.entry.key.text == key }?.entry.value }
        set {
            let index = sections.firstIndex { $0.entry.key.text == key }
            guard let newValue else {
                if let index { sections.remove(at: index) }
                return
            }
            guard self[key] != newValue else { return }
            if let index {
                let lead = sections[index].lead
                sections[index] = Section(YAMLEntry(key, newValue))
                sections[index].lead = lead
            } else {
                sections.append(Section(YAMLEntry(key, newValue)))
            }
        }
    }

    /// Whether there is neither a key nor a text.
    var isEmpty: Bool { sections.isEmpty && body.trimmingWhitespace().isEmpty }

    /// Takes the keys of another card that this one lacks, in the other's order and with its comments.
    mutating func takeMissingKeys(from other: DatasetCard) {
        let missing = other.sections.filter { self[$0.entry.key.text] == nil }
        let own = sections
        sections = []
        for section in other.sections {
            sections += missing.contains(section) ? [section] : own.filter { $0.entry.key == section.entry.key }
        }
        sections += own.filter { section in !sections.contains { $0.entry.key == section.entry.key } }
    }

    /// The line of the file, from 1, that a key was read from.
    func line(of key: String) -> Int? { sections.first { $0.entry.key.text == key }?.number }

    /// Puts a key before all others, unless it is there.
    mutating func addFirst(_ key: String, _ value: YAMLValue) {
        if self[key] == nil { sections.insert(Section(YAMLEntry(key, value)), at: 0) }
    }
}
