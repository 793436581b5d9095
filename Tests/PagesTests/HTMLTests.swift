import Testing

@testable import Pages

@Suite("Pieces of pages")
struct HTMLTests {
    @Test("What is interpolated is text, what the literal says is markup")
    func escaping() {
        let text = "a<b>&\"c'\n\t\u{0}é"
        let piece: HTML = "<p title=\"\(text)\">\(3)</p>"
        #expect(piece.markup == "<p title=\"a&lt;b&gt;&amp;&quot;c&#39;\n\t\u{FFFD}é\">3</p>")
    }

    @Test("Pieces within pieces are taken as they are, several on lines of their own")
    func nesting() {
        let items = ["a", "<"].map { "<li>\($0)</li>" as HTML }
        let list: HTML = "<ul>\(items)</ul>"
        #expect(list.markup == "<ul><li>a</li>\n<li>&lt;</li></ul>")
    }

    @Test("Numbers have a decimal point and as many decimals as wanted; paths are addresses")
    func numbers() {
        let piece: HTML = "\(0.25, places: 1) \(1234.5, places: 2) \(path: "a_b/audio/ü 1%.flac")"
        #expect(piece.markup == "0.2 1234.50 a_b/audio/%C3%BC%201%25.flac")
    }

    @Test("A table escapes its cells")
    func table() {
        #expect(
            HTML.table(header: ["Name", "n"], rows: [["<a>", "1"]]).markup
                == """
                <table>
                <thead><tr><th>Name</th><th>n</th></tr></thead>
                <tbody>
                <tr><td>&lt;a&gt;</td><td>1</td></tr>
                </tbody>
                </table>
                """)
    }

    @Test("A recording that is not there has no player")
    func item() {
        #expect(
            HTML.item(recording: nil, text: "x", note: "y").markup == "<li><q dir=\"auto\">x</q><small>y</small></li>")
        #expect(
            HTML.item(recording: "a b.wav", text: nil, note: "y").markup
                == "<li><audio controls=\"controls\" preload=\"none\" src=\"a%20b.wav\"></audio><small>y</small></li>")
    }

    @Test("A histogram has a bar for each bin, with its edges and count")
    func histogram() {
        let markup = Histogram(title: "a & b", counts: [1, 2], firstBin: 0.5, binWidth: 0.5, median: 1).html.markup
        #expect(markup.contains("<figcaption>a &amp; b <small>median 1.00</small></figcaption>"))
        #expect(
            markup.contains(
                "<rect x=\"150.5\" y=\"8.0\" width=\"149.0\" height=\"88.0\"><title>1.0 to 1.5: 2</title></rect>"))
    }

    @Test("A page is whole, and asks nobody for anything")
    func page() {
        let html = Page(title: "<x>", body: "<h1>\("y")</h1>").html
        #expect(html.hasPrefix("<!DOCTYPE html>\n") && html.contains("<title>&lt;x&gt;</title>"))
        #expect(html.hasSuffix("<body>\n<h1>y</h1>\n</body>\n</html>\n"))
        #expect(!html.contains("http"))
    }
}
