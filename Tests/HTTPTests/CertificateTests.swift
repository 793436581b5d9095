import Foundation
import HTTP
import LoopbackServer
import Synchronization
import TestSupport
import Testing

@Suite("Servers that an authority of one's own vouches for", .timeLimit(.minutes(1)))
struct CertificateTests {
    @Test(
        "The variables are read in the order of Python's clients",
        arguments: [
            ([:], nil), (["SSL_CERT_DIR": "/d"], "SSL_CERT_DIR"),
            (["SSL_CERT_DIR": "/d", "SSL_CERT_FILE": "/f"], "SSL_CERT_FILE"),
            (["SSL_CERT_FILE": "/f", "CURL_CA_BUNDLE": "/c"], "CURL_CA_BUNDLE"),
            (["CURL_CA_BUNDLE": "/c", "REQUESTS_CA_BUNDLE": "/r"], "REQUESTS_CA_BUNDLE"),
            (["CURL_CA_BUNDLE": "/c", "REQUESTS_CA_BUNDLE": ""], "CURL_CA_BUNDLE"),
        ] as [([String: String], String?)])
    func order(variables: [String: String], variable: String?) {
        #expect(Certificates(variables: variables).variable == variable)
    }

    @Test("A private authority's server is trusted when a variable names the authority, through a proxy too")
    func privateAuthority() async throws {
        try await PrivateServer.run { server in
            let request = HTTPRequest(.get, try address("https://localhost:\(server.port)/hello"))
            for (variable, place) in [
                ("SSL_CERT_FILE", server.authority), ("REQUESTS_CA_BUNDLE", server.authority),
                ("SSL_CERT_DIR", server.authorityFolder),
            ] {
                let client = HTTPClient(certificates: Certificates(variables: [variable: place]))
                #expect(try await client.send(request).all() == Data("hello\n".utf8))
            }
            let proxy = try ForwardProxy()
            defer { proxy.stop() }
            let client = HTTPClient(
                proxies: ProxySettings(variables: ["HTTPS_PROXY": "127.0.0.1:\(proxy.port)"]),
                certificates: Certificates(variables: ["CURL_CA_BUNDLE": server.authority]))
            #expect(try await client.send(request).all() == Data("hello\n".utf8))
            #expect(proxy.asked.withLock { $0.map(\.target) } == ["localhost:\(server.port)"])
        }
    }

    @Test("A server that nobody vouches for is told with the variables that help")
    func untrusted() async throws {
        try await PrivateServer.run { server in
            let request = HTTPRequest(.get, try address("https://localhost:\(server.port)/hello"))
            let error = await #expect(throws: HTTPError.self) { try await HTTPClient().send(request) }
            #expect(
                error?.description == """
                    The certificate of localhost is not trusted (unable to get local issuer certificate), going by this system's \
                    certificates. Where a company's own authority or proxy signs, name a PEM file with its certificate in SSL_CERT_FILE \
                    or REQUESTS_CA_BUNDLE.
                    """)
            let other = HTTPRequest(.get, try address("https://127.0.0.1:\(server.port)/hello"))
            let client = HTTPClient(certificates: Certificates(variables: ["SSL_CERT_FILE": server.authority]))
            let mismatch = await #expect(throws: HTTPError.self) { try await client.send(other) }
            guard case .untrusted("127.0.0.1", _, let certificates) = mismatch else {
                Issue.record("\(String(describing: mismatch))")
                return
            }
            #expect(certificates.description == "'\(server.authority)' (from SSL_CERT_FILE)")
        }
    }

    @Test("Certificates that are not there are told")
    func missing() async throws {
        let request = HTTPRequest(.get, try address("https://127.0.0.1:1/"))
        let client = HTTPClient(certificates: Certificates(variables: ["REQUESTS_CA_BUNDLE": "/no/such.pem"]))
        let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
        #expect(
            error?.description == """
                There are no certificates to check servers with: '/no/such.pem' (from REQUESTS_CA_BUNDLE) cannot be read. Expected a PEM \
                file, or a folder of such files that 'openssl rehash' has gone over.
                """)
    }

    @Test("A server that does not speak TLS is told")
    func plain() async throws {
        try await Served.run { _, _ in
            false
        } _: { served in
            let error = await #expect(throws: HTTPError.self) {
                try await HTTPClient().send(HTTPRequest(.get, address("https://127.0.0.1:\(served.port)/")))
            }
            guard case .insecure("127.0.0.1", _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
