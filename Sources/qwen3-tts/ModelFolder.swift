import Foundation
import Hub
import Qwen3TTS
import TrainingSettings

/// Turns what a user names as a model into a folder of this machine: a folder as it is, a repository of the Hub by fetching it.
enum ModelFolder {
    /// What is needed of a model; nothing else is fetched.
    enum Need {
        /// All of a checkpoint.
        case checkpoint
        /// `config.json` alone.
        case configuration
        /// The speech tokenizer, of a checkpoint or in a repository of its own.
        case speechTokenizer
        /// The files of the text tokenizer.
        case textTokenizer
    }

    /// The folder; what is not there yet is fetched, and how far that is shows on standard error.
    ///
    /// - Parameter settings: where the Hub is, and who asks; without it what the environment and `.env` say.
    /// - Throws: `HubError`, `MissingPlaceError` or `SettingsError`; nothing for a folder that is not there, which whoever reads it tells.
    static func resolve(
        _ text: String, needing need: Need = .checkpoint, _ settings: HubSettings? = nil
    ) async throws -> URL {
        guard isRepository(text) else { return URL(filePath: text) }
        return try await HubClient.withClient(environment(settings)) { client in
            try await resolve(text, needing: need, with: client)
        }
    }

    /// The folder, fetched with a client that is there already.
    static func resolve(_ text: String, needing need: Need = .checkpoint, with client: HubClient) async throws -> URL {
        guard isRepository(text), case .repository(let repository, let revision) = try reference(text) else {
            return URL(filePath: text)
        }
        let line = WorkLine("fetching", .bytes(of: repository.id), on: ProgressLine())
        defer { line.close() }
        do {
            let patterns =
                need == .speechTokenizer
                ? try await speechTokenizer(of: repository, revision: revision, with: client) : need.patterns
            return try await client.folder(text, expecting: .model, matching: patterns, progress: { line.show($0) })
        } catch let error as HubError {
            throw MissingPlaceError(error, naming: text).map { $0 as any Error } ?? error
        }
    }

    /// Puts folders in place of the models that settings name.
    static func resolveModels(of settings: inout Settings) async throws {
        // A folder stays as it was named: a run that goes on compares the names.
        if let model = settings.initModelPath, isRepository(model) {
            settings.initModelPath = try await resolve(model, settings.hub).path
        }
        if let tokenizer = settings.tokenizerPath {
            let folder = try await resolve(tokenizer, needing: .speechTokenizer, settings.hub)
            settings.tokenizerPath = try SpeechTokenizer.folder(at: folder).path
        }
    }

    /// Where the Hub is, and who asks.
    static func environment(_ settings: HubSettings? = nil) throws -> HubEnvironment {
        let variables = ProcessInfo.processInfo.environment
        let file = URL(filePath: ".env")
        let hub =
            try settings
            ?? HubSettings(
                environment: variables,
                dotEnv: FileManager.default.fileExists(atPath: file.path) ? DotEnvFile(contentsOf: file) : nil)
        var environment = try HubEnvironment(variables: hub.variables(over: variables))
        environment.tell = { notice in
            let line = ProgressLine()
            line.show("\(notice)", isImportant: true)
            line.close()
        }
        return environment
    }

    /// Whether a text can only mean a repository: it has the form of one, and nothing is there under this path.
    private static func isRepository(_ text: String) -> Bool {
        if FileManager.default.fileExists(atPath: text) { return false }
        // What is neither is reported as a missing folder.
        guard case .repository? = try? reference(text) else { return false }
        return true
    }

    private static func reference(_ text: String) throws(HubError) -> RepositoryReference {
        try RepositoryReference(text, expecting: .model)
    }

    private static func speechTokenizer(
        of repository: Repository, revision: String, with client: HubClient
    ) async throws -> [String] {
        let files = try await client.listing(of: repository, revision: revision).files
        let isInside = files.contains { $0.path.hasPrefix("speech_tokenizer/") }
        return isInside
            ? ["speech_tokenizer/*"]
            : ["config.json", "preprocessor_config.json", "model*.safetensors", "model.safetensors.index.json"]
    }
}

extension ModelFolder.Need {
    /// Which files, as Python's `fnmatch` reads patterns: `*` crosses folders.
    fileprivate var patterns: [String] {
        switch self {
        case .checkpoint: ["*.json", "*.safetensors", "merges.txt"]
        case .configuration: ["config.json"]
        case .speechTokenizer: ["speech_tokenizer/*"]
        case .textTokenizer: ["vocab.json", "merges.txt", "tokenizer_config.json"]
        }
    }
}
