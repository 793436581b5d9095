/// Where the Hugging Face Hub is, and who asks: the variables of Python's `huggingface_hub` that a `.env` file may set as well.
public struct HubSettings: Sendable, Equatable {
    /// The token, which is never printed, logged or saved.
    public var token: Secret?
    /// The Hub's address.
    public var endpoint: String?
    /// The folder for everything of the Hub's clients.
    public var home: String?
    /// The folder for files of the Hub.
    public var cache: String?
    /// Whether nothing may be asked over the network.
    public var isOffline: Bool?

    /// Nothing is set.
    public init() {}

    /// The names of the variables.
    public static let keys = ["HF_TOKEN", "HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE"]

    /// Reads the variables of a process, and those of a `.env` file that the process has not set; other lines of the file are passed over.
    ///
    /// - Throws: ``SettingsError`` where `HF_HUB_OFFLINE` is no truth value.
    public init(environment: [String: String], dotEnv: DotEnvFile?) throws(SettingsError) {
        let entries = (dotEnv?.entries ?? []).filter { Self.keys.contains($0.key) }
        let values = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        let set = environment.filter { Self.keys.contains($0.key) && !$0.value.isEmpty }
        self = try Settings.load(flags: [:], environment: values.merging(set) { $1 }).settings.hub
    }

    /// The variables as a client of the Hub reads them, over those of a process.
    public func variables(over environment: [String: String]) -> [String: String] {
        var variables = environment
        for (key, value) in zip(Self.keys, [token?.text, endpoint, home, cache, isOffline.map { $0 ? "1" : "0" }]) {
            if let value { variables[key] = value }
        }
        return variables
    }
}
