import Foundation
import LoopbackServer
import Synchronization
import Testing

@testable import HTTP

@Suite("Proxies", .timeLimit(.minutes(1)))
struct ProxyTests {
    /// Which proxy an address is asked through, with these variables.
    private static func proxy(_ text: String, _ variables: [String: String]) throws -> String? {
        try ProxySettings(variables: variables).proxy(for: address(text))?.description
    }

    @Test(
        "The scheme names the variable, small letters come before capital ones, and ALL_PROXY is for the rest",
        arguments: [
            ("https://h/", ["HTTPS_PROXY": "http://p:1"], "http://p:1 (from HTTPS_PROXY)"),
            ("https://h/", ["HTTPS_PROXY": "http://p:1", "https_proxy": "q:2"], "http://q:2 (from https_proxy)"),
            ("https://h/", ["HTTPS_PROXY": "http://p:1", "https_proxy": ""], nil),
            ("http://h/", ["HTTPS_PROXY": "http://p:1"], nil),
            ("http://h/", ["HTTP_PROXY": "http://p:1"], "http://p:1 (from HTTP_PROXY)"),
            ("http://h/", ["HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"], nil),
            ("http://h/", ["ALL_PROXY": "socks5h://p:1"], "socks5h://p:1 (from ALL_PROXY)"),
            ("https://h/", ["all_proxy": "p", "HTTP_PROXY": "q"], "http://p (from all_proxy)"),
            ("https://h/", ["https_proxy": " http://me:secret@p:1/x "], "http://p:1 (from https_proxy)"),
        ] as [(String, [String: String], String?)])
    func variables(url: String, variables: [String: String], proxy: String?) throws {
        #expect(try Self.proxy(url, variables) == proxy)
    }

    @Test(
        "NO_PROXY lists hosts, domains, ports and ranges of addresses that are asked directly",
        arguments: [
            ("h.example", "h.example", true), ("a.h.example", "h.example", true), ("ah.example", "h.example", false),
            ("a.h.example", ".h.example", true), ("h.example", "*.h.example", true), ("H.Example", "h.EXAMPLE", true),
            ("h.example", "a, b h.example", true), ("anything", "*", true), ("h.example", "", false),
            ("h.example:8080", "h.example:8080", true), ("h.example:8081", "h.example:8080", false),
            ("h.example", "h.example:443", true), ("10.1.2.3", "10.0.0.0/8", true), ("11.1.2.3", "10.0.0.0/8", false),
            ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "0.0.0.0/0", true), ("[::1]", "::1", true),
            ("127.0.0.1", "localhost", false),
        ])
    func exceptions(host: String, list: String, isDirect: Bool) throws {
        for name in ["NO_PROXY", "no_proxy"] {
            let proxy = try Self.proxy("https://\(host)/", ["HTTPS_PROXY": "http://p:1", name: list])
            #expect((proxy == nil) == isDirect)
        }
    }

    @Test(
        "What is no proxy is told, without what it says", arguments: ["gopher://me:secret@p", "http://", "http://a b"])
    func invalid(text: String) throws {
        #expect(throws: HTTPError.invalidProxy(variable: "ALL_PROXY")) {
            try Self.proxy("https://h/", ["ALL_PROXY": text])
        }
    }

    @Test("A name and a password are never shown")
    func secret() throws {
        let settings = ProxySettings(variables: ["HTTPS_PROXY": "http://me:hunter2@p:1"])
        let proxy = try #require(try settings.proxy(for: address("https://h/")))
        var dumped = ""
        dump(proxy, to: &dumped)
        dump(settings, to: &dumped)
        for text in [dumped, "\(proxy)", String(reflecting: proxy), "\(settings)", String(reflecting: settings)] {
            #expect(!text.contains("hunter2"))
        }
    }

    private static func client(through proxy: ForwardProxy, credentials: String = "", except: String = "") -> HTTPClient
    {
        let address = "http://\(credentials)127.0.0.1:\(proxy.port)"
        return HTTPClient(proxies: ProxySettings(variables: ["HTTP_PROXY": address, "NO_PROXY": except]))
    }

    @Test("A request goes through the proxy with its whole address, and past it where NO_PROXY says so")
    func forwarded() async throws {
        let proxy = try ForwardProxy()
        defer { proxy.stop() }
        try await Served.run { _, connection in
            connection.answer(200, [:], Data("here".utf8))
        } _: { served in
            let url = try served.url("/a")
            #expect(try await Self.client(through: proxy).send(HTTPRequest(.get, url)).all() == Data("here".utf8))
            #expect(proxy.asked.withLock { $0.map(\.target) } == [url.absoluteString])
            let direct = Self.client(through: proxy, except: "127.0.0.0/8")
            #expect(try await direct.send(HTTPRequest(.get, url)).all() == Data("here".utf8))
            #expect(proxy.asked.withLock { $0.count } == 1)
        }
    }

    @Test("A proxy that wants a password gets it, and is named when it got none")
    func credentials() async throws {
        let proxy = try ForwardProxy(credentials: "me:hun ter")
        defer { proxy.stop() }
        try await Served.run { _, connection in
            connection.answer()
        } _: { served in
            let url = try served.url()
            let known = Self.client(through: proxy, credentials: "me:hun%20ter@")
            #expect(try await known.send(HTTPRequest(.get, url)).status == 200)
            #expect(served.requests.withLock { $0[0].head.headers["proxy-authorization"].isEmpty == false })
            let unknown = Self.client(through: proxy, credentials: "me:secret@")
            let error = await #expect(throws: HTTPError.self) { try await unknown.send(HTTPRequest(.get, url)) }
            #expect(
                error?.description == """
                    The proxy http://127.0.0.1:\(proxy.port) (from HTTP_PROXY) wants a name and a password (status 407): write them into \
                    HTTP_PROXY as http://NAME:PASSWORD@HOST:PORT.
                    """)
        }
    }

    @Test("A tunnel that is refused, and a proxy that is not there, are told with their variable")
    func refused() async throws {
        let proxy = try ForwardProxy(refusal: 403)
        let port = proxy.port
        let settings = ProxySettings(variables: ["https_proxy": "http://me:secret@127.0.0.1:\(port)"])
        let request = HTTPRequest(.get, try address("https://hub.example/"), headers: ["Authorization": "Bearer hf_x"])
        let refusal = await #expect(throws: HTTPError.self) { try await HTTPClient(proxies: settings).send(request) }
        #expect(
            refusal?.description == """
                The proxy http://127.0.0.1:\(port) (from https_proxy) does not pass on what is for hub.example (status 403): ask whoever \
                runs it, or list the host in NO_PROXY where there is a way without it.
                """)
        let asked = try #require(proxy.asked.withLock { $0.first })
        #expect(asked.method.rawValue == "CONNECT")
        #expect(asked.headers["authorization"].isEmpty)
        proxy.stop()
        let absence = await #expect(throws: HTTPError.self) { try await HTTPClient(proxies: settings).send(request) }
        #expect(
            absence?.description == """
                The proxy http://127.0.0.1:\(port) (from https_proxy) cannot be reached (Connection refused): correct or unset https_proxy.
                """)
    }
}
