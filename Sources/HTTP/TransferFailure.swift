import CCurl
import Files

/// What libcurl says of a transfer that failed.
struct TransferFailure {
    let result: CURLcode
    /// libcurl's own words.
    let words: String
    /// The system's number of an error, or 0.
    let systemNumber: Int32
    /// What a proxy answered to the request for a tunnel, or 0.
    let connectStatus: Int
    let isConnected: Bool

    /// What it means for a request.
    func error(of transfer: Transfer) -> HTTPError {
        let host = transfer.host
        if let proxy = transfer.proxy, !isConnected, let error = error(of: proxy, for: host) { return error }
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST: return .unknownHost(host)
        case CURLE_COULDNT_CONNECT: return .cannotConnect(host: host, reason: reason)
        case CURLE_OPERATION_TIMEDOUT:
            guard isConnected, let deadline = transfer.request.deadline else {
                return .slowConnection(host: host, limit: HTTPClient.connectLimit)
            }
            return .late(host: host, limit: deadline)
        case CURLE_PEER_FAILED_VERIFICATION:
            return .untrusted(host: host, reason: reason, certificates: transfer.certificates)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR: return .unusableCertificates(transfer.certificates)
        case CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED: return .insecure(host: host, reason: reason)
        case CURLE_PARTIAL_FILE: return .broken(host: host, reason: "it ended before the answer did")
        case CURLE_GOT_NOTHING: return .broken(host: host, reason: "it was closed before an answer came")
        default: return .broken(host: host, reason: reason)
        }
    }

    private func error(of proxy: Proxy, for host: String) -> HTTPError? {
        if connectStatus >= 300 { return .proxyRefused(proxy, host: host, status: connectStatus) }
        switch result {
        case CURLE_COULDNT_RESOLVE_PROXY: return .proxyUnreachable(proxy, reason: "its name has no address")
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: return .proxyUnreachable(proxy, reason: reason)
        case CURLE_OPERATION_TIMEDOUT: return .proxyUnreachable(proxy, reason: "it takes too long")
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING:
            return .proxyUnreachable(proxy, reason: "it closes the connection")
        default: return nil
        }
    }

    /// The system's words where there are any, else libcurl's without what names its own parts.
    private var reason: String {
        if systemNumber != 0 { return SystemError.words(for: systemNumber) }
        let known = words.isEmpty ? String(cString: curl_easy_strerror(result)) : words
        let bare = ["SSL certificate problem: ", "SSL: "].first { known.hasPrefix($0) }.map {
            known.dropFirst($0.count)
        }
        return String(bare ?? known[...])
    }
}
