extension HTML {
    /// A table; the first column holds words, the others figures.
    public static func table(header: [String], rows: [[String]]) -> HTML {
        let head = header.map { "<th>\($0)</th>" as HTML }.reduce(HTML(), +)
        let body = rows.map { cells in
            "<tr>\(cells.map { "<td>\($0)</td>" as HTML }.reduce(HTML(), +))</tr>" as HTML
        }
        return "<table>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)\n</tbody>\n</table>"
    }

    /// A list.
    ///
    /// - Parameter items: what stands in it, each made by `item`.
    public static func list(_ items: [HTML]) -> HTML { "<ul>\n\(items)\n</ul>" }

    /// A recording with its player, what is said in it, and a note.
    ///
    /// - Parameter recording: its path, seen from the page; none where there is nothing to play.
    public static func item(recording: String?, text: String?, note: String) -> HTML {
        let player = recording.map {
            "<audio controls=\"controls\" preload=\"none\" src=\"\(path: $0)\"></audio>" as HTML
        }
        let quote = text.map { "<q dir=\"auto\">\($0)</q>" as HTML }
        return "<li>\((player ?? HTML()) + (quote ?? HTML()))<small>\(note)</small></li>"
    }
}
