extension HTTPError: CustomStringConvertible {
    /// What is wrong, where, and what to do about it, without any secret.
    public var description: String {
        switch self {
        case .unknownHost(let host):
            "The name '\(host)' has no address: \(Self.wayOut)"
        case .cannotConnect(let host, let reason):
            "\(host) cannot be reached (\(reason)): \(Self.wayOut)"
        case .slowConnection(let host, let limit):
            "\(host) cannot be reached within \(Self.seconds(limit)): \(Self.wayOut)"
        case .silent(let host, let limit):
            "The connection to \(host) was given up: nothing moved for \(Self.seconds(limit))."
        case .late(let host, let limit):
            "\(host) did not answer within \(Self.seconds(limit))."
        case .broken(let host, let reason):
            "The connection to \(host) broke: \(reason)."
        case .untrusted(let host, let reason, let certificates):
            "The certificate of \(host) is not trusted (\(reason)), going by \(certificates). Where a company's own authority or "
                + "proxy signs, name a PEM file with its certificate in SSL_CERT_FILE or REQUESTS_CA_BUNDLE."
        case .insecure(let host, let reason):
            "The connection to \(host) cannot be secured (\(reason)): is it an https server, and is a proxy in between?"
        case .proxyUnreachable(let proxy, let reason):
            "The proxy \(proxy) cannot be reached (\(reason)): correct or unset \(proxy.variable)."
        case .proxyRefused(let proxy, _, 407):
            "The proxy \(proxy) wants a name and a password (status 407): write them into \(proxy.variable) as "
                + "http://NAME:PASSWORD@HOST:PORT."
        case .proxyRefused(let proxy, let host, let status):
            "The proxy \(proxy) does not pass on what is for \(host) (status \(status)): ask whoever runs it, or list the host in "
                + "NO_PROXY where there is a way without it."
        case .invalidProxy(let variable):
            "\(variable) names no proxy: expected an address such as http://HOST:PORT."
        case .unusableCertificates(let certificates):
            "There are no certificates to check servers with: \(certificates) cannot be read. Expected a PEM file, or a folder of "
                + "such files that 'openssl rehash' has gone over."
        case .changedBody(let path):
            "'\(path)' changed while it was being sent."
        }
    }

    private static let wayOut =
        "check the network and the address, and set HTTPS_PROXY where only a proxy leads out."

    private static func seconds(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return seconds > 0 ? "\(seconds) s" : "\(Int64(duration / .milliseconds(1))) ms"
    }
}
