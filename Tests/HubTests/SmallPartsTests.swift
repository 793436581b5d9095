import Files
import Foundation
import Testing

@testable import Hub

@Suite("Pauses, patterns, pages and encodings")
struct SmallPartsTests {
    @Test(
        "How long the Hub asks to wait",
        arguments: [
            ("\"api\";r=0;t=12", nil, 13), ("\"api\";r=5;t=12", "3", 4), (nil, "7", 8), ("\"api\";r=5;t=12", nil, nil),
            (nil, "Wed, 21 Oct", nil), ("nonsense", "-5", 1), (nil, "99999", 601),
        ] as [(String?, String?, Int?)])
    func waits(rateLimit: String?, retryAfter: String?, seconds: Int?) {
        let wait = RetryPolicy().wait(rateLimit: rateLimit, retryAfter: retryAfter)
        #expect(wait == seconds.map { .seconds($0) })
    }

    @Test("Pauses are those of Python's client")
    func pauses() {
        #expect(RetryPolicy().pauses == [1, 2, 4, 8, 8].map { Duration.seconds($0) })
    }

    @Test(
        "Patterns are those of fnmatch",
        arguments: [
            ("*.json", "a.json", true), ("*.json", "sub/a.json", true), ("*.json", "a.json.gz", false),
            ("a?c", "abc", true),
            ("sub/", "sub/x/y", true), ("sub/", "sub2/x", false), ("*a*b*", "xxaxxbxx", true), ("*a*b", "xaxbx", false),
            ("a", "a", true), ("", "a", false), ("*", "", true),
        ])
    func patterns(pattern: String, path: String, matches: Bool) {
        #expect(WildcardPattern(pattern).matches(path) == matches)
    }

    @Test("The next page of a list")
    func nextPage() {
        #expect(HubClient.nextPage(in: "<http://h/a?c=1>; rel=\"next\"")?.absoluteString == "http://h/a?c=1")
        #expect(
            HubClient.nextPage(in: "<http://h/b>; rel=\"last\", <http://h/a>; rel=\"next\"")?.absoluteString
                == "http://h/a")
        #expect(HubClient.nextPage(in: "<http://h/a>; rel=\"prev\"") == nil)
    }

    @Test("Revisions and paths are percent-encoded")
    func encoding() {
        #expect("refs/pr/1".percentEncoded() == "refs%2Fpr%2F1")
        #expect("a b/ç#?.txt".percentEncoded(keepingSlashes: true) == "a%20b/%C3%A7%23%3F.txt")
    }

    @Test("Hashes are git's and SHA-256")
    func hashes() {
        #expect(Digest.Kind(etag: String(repeating: "a", count: 40), size: 6) == .gitBlob(size: 6))
        #expect(Digest.Kind(etag: String(repeating: "a", count: 64), size: 6) == .sha256)
        for text in ["opaque", "", String(repeating: "A", count: 40), String(repeating: "g", count: 64)] {
            #expect(Digest.Kind(etag: text, size: 1) == nil)
        }
    }

    @Test("An origin is scheme, host and port")
    func origins() throws {
        let base = try #require(URL(string: "https://Hub.example/x"))
        #expect(base.origin == "https://hub.example:443")
        #expect(try #require(URL(string: "http://hub.example:8/x?y")).origin == "http://hub.example:8")
    }
}
