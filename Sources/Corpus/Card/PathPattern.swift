/// A pattern for paths as `datasets` reads it: `*` and `?` stay within a folder, `**` does not, and `[...]` is one of some characters.
struct PathPattern: Sendable {
    private enum Part: Sendable {
        case character(Unicode.Scalar)
        case any
        case anyText(crossesFolders: Bool)
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        /// `**/`: any folders, or none.
        case folders
    }

    private let parts: [Part]

    init(_ pattern: String) {
        var text = Array(pattern.hasSuffix("/") ? (pattern + "**").unicodeScalars : pattern.unicodeScalars)
        if text.starts(with: ["." as Unicode.Scalar, "/"]) { text.removeFirst(2) }
        var parts: [Part] = []
        var index = 0
        while index < text.count {
            let character = text[index]
            index += 1
            switch character {
            case "*" where index < text.count && text[index] == "*":
                index += 1
                if index < text.count, text[index] == "/" {
                    index += 1
                    parts.append(.folders)
                } else {
                    parts.append(.anyText(crossesFolders: true))
                }
            case "*": parts.append(.anyText(crossesFolders: false))
            case "?": parts.append(.any)
            case "[":
                guard let (part, next) = Self.oneOf(text, from: index) else {
                    parts.append(.character(character))
                    continue
                }
                parts.append(part)
                index = next
            default: parts.append(.character(character))
            }
        }
        self.parts = parts
    }

    /// The characters in brackets, and where it goes on behind them.
    private static func oneOf(_ text: [Unicode.Scalar], from start: Int) -> (Part, Int)? {
        var index = start
        let isNegated = index < text.count && (text[index] == "!" || text[index] == "^")
        if isNegated { index += 1 }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while index < text.count, text[index] != "]" || ranges.isEmpty {
            if index + 2 < text.count, text[index + 1] == "-", text[index + 2] != "]", text[index] <= text[index + 2] {
                ranges.append(text[index]...text[index + 2])
                index += 3
            } else {
                ranges.append(text[index]...text[index])
                index += 1
            }
        }
        return index < text.count ? (.oneOf(ranges, isNegated: isNegated), index + 1) : nil
    }

    func matches(_ path: String) -> Bool {
        let text = Array(path.unicodeScalars)
        // Which parts may come next, for each place of the text: no pattern takes long.
        var places: Set<Int> = reach([0])
        for (index, character) in text.enumerated() {
            var next: Set<Int> = []
            for place in places where place < parts.count {
                switch parts[place] {
                case .character(let wanted): if wanted == character { next.insert(place + 1) }
                case .any: if character != "/" { next.insert(place + 1) }
                case .anyText(let crossesFolders): if crossesFolders || character != "/" { next.insert(place) }
                case .oneOf(let ranges, let isNegated):
                    if character != "/", ranges.contains(where: { $0.contains(character) }) != isNegated {
                        next.insert(place + 1)
                    }
                case .folders:
                    next.insert(place)
                    if character == "/", index > 0 { next.insert(place + 1) }
                }
            }
            // Within a folder's name, what follows the folders cannot begin.
            places = reach(next, afterSlash: character == "/")
        }
        return places.contains(parts.count)
    }

    /// Adds the places behind parts that may be empty.
    private func reach(_ places: Set<Int>, afterSlash: Bool = true) -> Set<Int> {
        var result = places
        var queue = Array(places)
        while let place = queue.popLast() {
            guard place < parts.count else { continue }
            switch parts[place] {
            case .anyText: if result.insert(place + 1).inserted { queue.append(place + 1) }
            case .folders where afterSlash: if result.insert(place + 1).inserted { queue.append(place + 1) }
            default: break
            }
        }
        return result
    }
}
