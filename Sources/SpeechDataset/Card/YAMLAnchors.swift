import Yams

/// Finds out whether a text of YAML has anchors (`&name`), without following the aliases (`*name`) that stand for their values.
struct YAMLAnchors {
    /// Whether something looks like an anchor; it may also be a part of a text.
    private(set) var mayBeThere = false
    /// The text with a plain letter in place of each star that may begin an alias, so that all else keeps its place.
    private(set) var textWithoutAliases = ""

    /// Looks through a text once.
    init(_ yaml: String) {
        var scalars = String.UnicodeScalarView()
        var beginsToken = true
        for scalar in yaml.unicodeScalars {
            if beginsToken, scalar == "&" { mayBeThere = true }
            scalars.append(beginsToken && scalar == "*" ? "x" : scalar)
            beginsToken = " \t\r\n\u{85}\u{2028}\u{2029}\u{FEFF}[{,:-?!".unicodeScalars.contains(scalar)
        }
        textWithoutAliases = String(scalars)
    }
}

extension Node {
    /// The name of the first anchor in the node, with its line.
    var firstAnchor: (name: String, line: Int?)? {
        if let anchor { return (anchor.rawValue, mark?.line) }
        switch self {
        case .scalar, .alias: return nil
        case .sequence(let sequence): return sequence.lazy.compactMap(\.firstAnchor).first
        case .mapping(let mapping):
            return mapping.lazy.compactMap { key, value in key.firstAnchor ?? value.firstAnchor }.first
        }
    }
}
