/// What a JSON text's outermost list or object consists of, found by brackets and commas alone.
///
/// A decoder tells neither the line that an object of a list is on, nor that an object has a field twice.
struct JSONStructure {
    /// An element of a list, or a name with its value.
    struct Member {
        /// The line that it begins on, counted from 0.
        var line: Int
        var bytes: ArraySlice<UInt8>
    }

    /// Whether the outermost brackets are those of a list.
    let isList: Bool
    /// Between the brackets, without white space at their ends.
    let members: [Member]

    /// Divides a text; nil when it is not one list or object with nothing behind.
    init?(_ text: [UInt8]) {
        guard let first = text.firstIndex(where: { !Self.isSpace($0) }),
            let last = text.lastIndex(where: { !Self.isSpace($0) }),
            first < last, [UInt8(ascii: "["), UInt8(ascii: "{")].contains(text[first])
        else { return nil }
        var members: [Member] = []
        var (depth, line, isQuoted, isEscaped) = (0, 0, false, false)
        var start: (index: Int, line: Int)?
        var end = first
        func finish() {
            if let start { members.append(Member(line: start.line, bytes: text[start.index...end])) }
            start = nil
        }
        for index in 0...last {
            let byte = text[index]
            if byte == UInt8(ascii: "\n") { line += 1 }
            if Self.isSpace(byte), !isQuoted { continue }
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isQuoted
            case UInt8(ascii: "\""): isQuoted.toggle()
            case _ where isQuoted: break
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if depth == 0 || (depth == 1 && !isQuoted && byte == UInt8(ascii: ",")) {
                guard depth == 1 || index == last else { return nil }
                finish()
            } else if index > first {
                start = start ?? (index, line)
                end = index
            }
        }
        guard depth == 0, !isQuoted else { return nil }
        isList = text[first] == UInt8(ascii: "[")
        self.members = members
    }

    /// The names of an object's members, as they are spelled.
    var names: [String] { members.map { String(decoding: Self.name(of: $0), as: UTF8.self) } }

    /// A name that an object has twice; nil when there is none.
    var repeatedName: String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }

    /// What stands within the first quotation marks.
    private static func name(of member: Member) -> ArraySlice<UInt8> {
        var isEscaped = false
        return member.bytes.dropFirst().prefix { byte in
            defer { isEscaped = !isEscaped && byte == UInt8(ascii: "\\") }
            return isEscaped || byte != UInt8(ascii: "\"")
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
}
