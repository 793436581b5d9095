/// A page of a report that needs no network and no script: one file to open, pass on, or put on a server.
public struct Page: Sendable {
    /// What the browser calls it.
    public var title: String
    /// Everything that is seen.
    public var body: HTML

    /// Makes a page.
    public init(title: String, body: HTML) {
        self.title = title
        self.body = body
    }

    /// The file's content.
    public var html: String {
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <title>\(title)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            \(body)
            </body>
            </html>

            """
        return page.markup
    }

    private static let style: HTML = """
        :root { color-scheme: light dark; --ink: #1c2430; --paper: #fbfaf7; --faint: #667080; --line: #d9d6cd; --bar: #2f6f8f; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e6ea; --paper: #15181d; --faint: #98a2b0; --line: #333a44; --bar: #63b0d4; }
        }
        body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
          font: 16px/1.5 system-ui, sans-serif; }
        h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
        h3 { margin: 1.5rem 0 .5rem; }
        small { color: var(--faint); }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .2rem 1rem .2rem 0; text-align: right; border-bottom: 1px solid var(--line); }
        th:first-child, td:first-child { text-align: left; }
        .drawings { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem 2rem; }
        figure { margin: 0; }
        svg { width: 100%; height: auto; }
        rect { fill: var(--bar); }
        line { stroke: var(--faint); }
        text { fill: var(--faint); font-size: 11px; }
        ul { list-style: none; padding: 0; }
        li { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem 1rem; padding: .4rem 0;
          border-bottom: 1px solid var(--line); }
        audio { height: 2rem; width: 16rem; }
        """
}
