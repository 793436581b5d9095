import Foundation

extension URL {
    /// Scheme, host and port.
    var origin: String {
        let scheme = scheme?.lowercased() ?? ""
        return "\(scheme)://\(host?.lowercased() ?? ""):\(port ?? (scheme == "https" ? 443 : 80))"
    }

    /// For messages: a query may hold a signature.
    var withoutQuery: String { absoluteString.withoutQuery }
}

extension String {
    /// An address without its query, and without what a server may have put in to spoil a terminal.
    var withoutQuery: String { String(prefix { $0 != "?" }).printable }
}
