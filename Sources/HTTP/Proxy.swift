import Foundation

/// A server that passes requests on, and the variable that names it.
public struct Proxy: Sendable, Equatable {
    /// The variable.
    public let variable: String
    /// The address as the variable has it, a password in it.
    let secretAddress: String
    /// The address without name and password.
    public let address: String

    /// A proxy as a variable names it: `http://NAME:PASSWORD@HOST:PORT`, with any of the parts but the host left out.
    ///
    /// - Throws: `HTTPError.invalidProxy`.
    init(_ text: String, variable: String) throws(HTTPError) {
        let full = text.contains("://") ? text : "http://\(text)"
        guard var parts = URLComponents(string: full), let host = parts.host, !host.isEmpty,
            let scheme = parts.scheme?.lowercased(),
            ["http", "https", "socks4", "socks4a", "socks5", "socks5h"].contains(scheme)
        else { throw .invalidProxy(variable: variable) }
        secretAddress = full
        parts.user = nil
        parts.password = nil
        parts.path = ""
        parts.query = nil
        parts.fragment = nil
        address = parts.string ?? "\(scheme)://\(host)"
        self.variable = variable
    }
}

extension Proxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where it is and who says so.
    public var description: String { "\(address) (from \(variable))" }
    /// Where it is and who says so.
    public var debugDescription: String { description }
    /// Without the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
