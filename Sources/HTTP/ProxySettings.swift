import Foundation

/// Which requests go through which proxy, by the variables that Python's clients read.
///
/// `https_proxy` or `HTTPS_PROXY` for addresses with `https`, `http_proxy` or `HTTP_PROXY` for those with `http`, else `all_proxy` or
/// `ALL_PROXY`; none for the hosts of `no_proxy` or `NO_PROXY`. The name in small letters wins, empty too.
///
/// Reference: requests 2.32, `utils.get_environ_proxies` and `should_bypass_proxies`; CPython 3.13, `urllib.request`.
public struct ProxySettings: Sendable, Equatable {
    private struct Named: Sendable, Equatable {
        let variable: String
        let text: String
    }
    private var http, https, all: Named?
    private var exceptions: [ProxyException] = []

    /// No proxy at all.
    public init() {}

    /// What the variables of a process say.
    public init(variables: [String: String]) {
        func named(_ name: String, _ names: String...) -> Named? {
            for name in [name] + names {
                if let text = variables[name] {
                    let trimmed = text.trimmingCharacters(in: .whitespaces)
                    return trimmed.isEmpty ? nil : Named(variable: name, text: trimmed)
                }
            }
            return nil
        }
        https = named("https_proxy", "HTTPS_PROXY")
        // A web server sets HTTP_PROXY to what its visitors send (CVE-2016-5385).
        http = variables["REQUEST_METHOD"] == nil ? named("http_proxy", "HTTP_PROXY") : named("http_proxy")
        all = named("all_proxy", "ALL_PROXY")
        let list = named("no_proxy", "NO_PROXY")?.text ?? ""
        exceptions = list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map {
            ProxyException($0.lowercased())
        }
    }

    /// The proxy for an address; `nil` where it is asked directly.
    ///
    /// - Throws: `HTTPError.invalidProxy`.
    func proxy(for url: URL) throws(HTTPError) -> Proxy? {
        let scheme = url.scheme?.lowercased()
        guard let named = (scheme == "https" ? https : http) ?? all, let host = url.host?.lowercased(),
            !exceptions.contains(where: { $0.covers(host: host, port: url.port ?? (scheme == "https" ? 443 : 80)) })
        else { return nil }
        return try Proxy(named.text, variable: named.variable)
    }
}

extension ProxySettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A stand-in: passwords may be within.
    public var description: String { "(proxies)" }
    /// A stand-in: passwords may be within.
    public var debugDescription: String { description }
    /// Without passwords.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// An entry of `NO_PROXY`: `*`, an address, a range of addresses such as `10.0.0.0/8`, a host, or a domain with or without a dot in
/// front; with or without a port.
struct ProxyException: Sendable, Equatable {
    private let text: String

    init(_ text: String) { self.text = text }

    func covers(host: String, port: Int) -> Bool {
        if text == "*" { return true }
        let host = host.trimmingCharacters(in: ["[", "]"])
        if let range = IPv4Range(text), let address = IPv4Range(host) { return range.contains(address) }
        let (name, only) = withoutPort
        guard only == nil || only == port, !name.isEmpty else { return false }
        return host == name || host.hasSuffix(".\(name)")
    }

    /// The name without dots in front, and the port where there is one.
    private var withoutPort: (name: String, port: Int?) {
        let bare = String(text.trimmingPrefix("*").drop { $0 == "." })
        let halves = bare.split(separator: ":", omittingEmptySubsequences: false)
        // An address of version 6 has more than one colon.
        if halves.count == 2, let port = Int(halves[1]) { return (String(halves[0]), port) }
        return (bare.trimmingCharacters(in: ["[", "]"]), nil)
    }
}

/// `10.1.2.3` or `10.0.0.0/8`.
private struct IPv4Range {
    private let address: UInt32
    private let length: UInt32

    init?(_ text: String) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard halves.count <= 2, parts.count == 4, !parts.contains(nil) else { return nil }
        address = parts.compactMap(\.self).reduce(0) { $0 << 8 | UInt32($1) }
        guard halves.count == 2 else {
            length = 32
            return
        }
        guard let length = UInt32(halves[1]), length <= 32 else { return nil }
        self.length = length
    }

    func contains(_ other: IPv4Range) -> Bool {
        other.length == 32 && (length == 0 || (address ^ other.address) >> (32 - length) == 0)
    }
}
