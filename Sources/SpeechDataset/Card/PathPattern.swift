/// A pattern for paths as `datasets` reads it: `*` and `?` stay within a folder, `**` does not, and `[...]` is one of some characters.
struct PathPattern: Sendable {
    fileprivate enum Part: Sendable {
        case character(Unicode.Scalar)
        case any
        case anyText(crossesFolders: Bool)
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        /// `**/`: any folders, or none.
        case folders
    }

    private let parts: [Part]
    /// What every path that matches begins with.
    let prefix: String

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
        var prefix = String.UnicodeScalarView()
        for part in parts {
            guard case .character(let scalar) = part else { break }
            prefix.append(scalar)
        }
        self.prefix = String(prefix)
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

    /// Whether the pattern stands for all of a path.
    ///
    /// - Complexity: O(n · m) for a path of n characters and a pattern of m, whatever they are.
    func matches(_ path: String) -> Bool {
        // Which parts may come next: no pattern takes long.
        var places = [Bool](repeating: false, count: parts.count + 1)
        places[0] = true
        reach(&places, afterSlash: true)
        for (index, character) in path.unicodeScalars.enumerated() {
            var next = [Bool](repeating: false, count: parts.count + 1)
            var isAlive = false
            for place in parts.indices where places[place] {
                let (stays, advances) = parts[place].takes(character, isFirst: index == 0)
                if stays { next[place] = true }
                if advances { next[place + 1] = true }
                isAlive = isAlive || stays || advances
            }
            guard isAlive else { return false }
            // Within a folder's name, what follows the folders cannot begin.
            reach(&next, afterSlash: character == "/")
            places = next
        }
        return places[parts.count]
    }

    /// Adds the places behind parts that may be empty.
    private func reach(_ places: inout [Bool], afterSlash: Bool) {
        for place in parts.indices where places[place] {
            switch parts[place] {
            case .anyText: places[place + 1] = true
            case .folders where afterSlash: places[place + 1] = true
            default: break
            }
        }
    }
}

extension PathPattern.Part {
    /// Whether the part goes on behind a character, and whether the next one may begin there.
    fileprivate func takes(_ character: Unicode.Scalar, isFirst: Bool) -> (stays: Bool, advances: Bool) {
        switch self {
        case .character(let wanted): (false, wanted == character)
        case .any: (false, character != "/")
        case .anyText(let crossesFolders): (crossesFolders || character != "/", false)
        case .oneOf(let ranges, let isNegated):
            (false, character != "/" && ranges.contains(where: { $0.contains(character) }) != isNegated)
        case .folders: (true, character == "/" && !isFirst)
        }
    }
}
