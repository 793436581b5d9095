public import Foundation
public import HTTP

/// Where the Hub is, who asks, and where files are kept: the variables that Python's `huggingface_hub` reads.
public struct HubEnvironment: Sendable {
    /// `HF_ENDPOINT`, without a slash at its end.
    public var endpoint: String
    /// `HF_TOKEN`, else the content of the token file.
    public var token: AccessToken?
    /// What is wrong with the token, told when the Hub is asked: what needs no Hub must not fail for it.
    var tokenFault: HubError?
    /// `HF_HUB_CACHE`, else `HF_HOME/hub`: shared with Python.
    public var cacheFolder: URL
    /// `HF_HUB_OFFLINE`: nothing is asked over the network.
    public var isOffline: Bool
    /// `HF_HUB_ETAG_TIMEOUT`: how long the Hub may take to say what a file is.
    public var metadataTimeout: Duration
    /// `HF_HUB_DOWNLOAD_TIMEOUT`: how long a download may pause.
    public var downloadTimeout: Duration
    /// `HTTPS_PROXY` and the like: which way requests take.
    public var proxies = ProxySettings()
    /// `REQUESTS_CA_BUNDLE` and the like: who may vouch for a server.
    public var certificates = Certificates()
    /// Is told what a person may want to know meanwhile.
    public var tell: @Sendable (HubNotice) -> Void = { _ in }

    /// An environment with these values.
    public init(
        endpoint: String = "https://huggingface.co", token: AccessToken? = nil, cacheFolder: URL,
        isOffline: Bool = false, metadataTimeout: Duration = .seconds(10), downloadTimeout: Duration = .seconds(10)
    ) {
        self.endpoint = endpoint
        self.token = token
        self.cacheFolder = cacheFolder
        self.isOffline = isOffline
        self.metadataTimeout = metadataTimeout
        self.downloadTimeout = downloadTimeout
    }

    /// Reads the variables of a process.
    ///
    /// A login that has run out is told when the Hub is asked (`HubError.expiredLogin`).
    ///
    /// - Throws: `HubError.invalidEndpoint`, `.invalidTimeout`, `.malformedToken`, or `.unreadableFile` for a token file that is there.
    public init(variables: [String: String] = ProcessInfo.processInfo.environment) throws(HubError) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { variables[$0] }.first { !$0.isEmpty }
        }
        func isOn(_ name: String) -> Bool {
            ["1", "ON", "YES", "TRUE"].contains((variables[name] ?? "").uppercased())
        }
        let user = value("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path
        func folder(_ path: String) -> URL {
            URL(filePath: path == "~" || path.hasPrefix("~/") ? user + path.dropFirst() : path)
        }
        let home =
            value("HF_HOME").map(folder) ?? folder(value("XDG_CACHE_HOME") ?? "~/.cache").appending(path: "huggingface")

        var endpoint = value("HF_ENDPOINT") ?? "https://huggingface.co"
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        guard let url = URL(string: endpoint), url.scheme == "https" || url.scheme == "http", url.host != nil else {
            throw .invalidEndpoint(endpoint)
        }
        self.endpoint = endpoint
        cacheFolder = value("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE").map(folder) ?? home.appending(path: "hub")
        isOffline = isOn("HF_HUB_OFFLINE") || isOn("TRANSFORMERS_OFFLINE")

        metadataTimeout = try Self.timeout("HF_HUB_ETAG_TIMEOUT", variables)
        downloadTimeout = try Self.timeout("HF_HUB_DOWNLOAD_TIMEOUT", variables)
        proxies = ProxySettings(variables: variables)
        certificates = Certificates(variables: variables)

        let tokenFile = value("HF_TOKEN_PATH").map(folder) ?? home.appending(path: "token")
        if isOn("HF_HUB_DISABLE_IMPLICIT_TOKEN") {
            token = nil
        } else {
            let first = try AccessToken(variables["HF_TOKEN"] ?? "", source: "HF_TOKEN")
            let second = try AccessToken(variables["HUGGING_FACE_HUB_TOKEN"] ?? "", source: "HUGGING_FACE_HUB_TOKEN")
            token = if let found = first ?? second { found } else { try Self.token(in: tokenFile) }
            if first == nil, second == nil, let token, Self.hasExpired(token, besides: tokenFile) {
                tokenFault = .expiredLogin(tokenFile.path)
            }
        }
    }

    /// A whole number of seconds.
    private static func timeout(_ name: String, _ variables: [String: String]) throws(HubError) -> Duration {
        guard let text = variables[name], !text.isEmpty else { return .seconds(10) }
        guard let seconds = Int(text), (1...86_400).contains(seconds) else { throw .invalidTimeout(name, value: text) }
        return .seconds(seconds)
    }

    /// The token in a file, or `nil` where there is no file or it is blank.
    private static func token(in file: URL) throws(HubError) -> AccessToken? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let text: String
        do {
            text = try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw .unreadableFile(file.path, reason: error.localizedDescription)
        }
        return try AccessToken(text, source: file.path)
    }

    /// Whether a token comes from a login of a browser, beside the token file, that has run out.
    private static func hasExpired(_ token: AccessToken, besides file: URL) -> Bool {
        let stored = file.deletingLastPathComponent().appending(path: "stored_tokens")
        // A list that cannot be read says nothing about this token.
        guard let list = try? String(contentsOf: stored, encoding: .utf8),
            let end = StoredTokens(list).expiration(of: token.secret)
        else { return false }
        return end <= Date()
    }
}
