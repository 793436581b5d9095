import Foundation

extension URL {
    /// Scheme, host and port.
    var origin: String {
        let scheme = scheme?.lowercased() ?? ""
        return "\(scheme)://\(host?.lowercased() ?? ""):\(port ?? (scheme == "https" ? 443 : 80))"
    }

    /// For messages: a query may hold a signature.
    var withoutQuery: String {
        String(absoluteString.prefix { $0 != "?" })
    }
}
