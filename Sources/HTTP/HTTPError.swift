/// Why a request has no answer, or only a part of one.
public enum HTTPError: Error, Sendable, Equatable {
    /// A server's name has no address.
    case unknownHost(String)
    /// A server does not take connections; `reason` is the system's.
    case cannotConnect(host: String, reason: String)
    /// A connection is not made within the limit.
    case slowConnection(host: String, limit: Duration)
    /// Nothing moved for as long as the limit.
    case silent(host: String, limit: Duration)
    /// The answer is not there within the limit.
    case late(host: String, limit: Duration)
    /// The connection ended too soon, or what came over it is no HTTP.
    case broken(host: String, reason: String)
    /// Nobody who is trusted vouches for the server; `certificates` says who is.
    case untrusted(host: String, reason: String, certificates: Certificates)
    /// A connection cannot be secured for another reason.
    case insecure(host: String, reason: String)
    /// A proxy cannot be reached.
    case proxyUnreachable(Proxy, reason: String)
    /// A proxy will not pass a request on.
    case proxyRefused(Proxy, host: String, status: Int)
    /// What a variable says of a proxy is none.
    case invalidProxy(variable: String)
    /// The certificates that a variable names cannot be used.
    case unusableCertificates(Certificates)
    /// A file has fewer bytes than it had, or cannot be read any more, while it is sent.
    case changedBody(path: String)
}

extension HTTPError {
    /// Whether no server was reached, so that it may not be there at all.
    public var isUnconnected: Bool {
        switch self {
        case .unknownHost, .cannotConnect, .slowConnection, .proxyUnreachable: true
        default: false
        }
    }

    /// Whether the same request may succeed later.
    public var isTransient: Bool {
        switch self {
        case .unknownHost, .cannotConnect, .slowConnection, .silent, .late, .broken, .proxyUnreachable: true
        case .proxyRefused(_, _, let status): status >= 500
        case .untrusted, .insecure, .invalidProxy, .unusableCertificates, .changedBody: false
        }
    }
}
