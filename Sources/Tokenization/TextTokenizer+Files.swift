public import Foundation

extension TextTokenizer {
    private static let vocabularyFile = "vocab.json"
    private static let mergesFile = "merges.txt"
    private static let configurationFile = "tokenizer_config.json"

    /// Reads `vocab.json`, `merges.txt` and `tokenizer_config.json` of a checkpoint's folder.
    ///
    /// - Throws: ``TokenizationError`` if a file is missing or damaged, or the files do not fit together.
    public init(directory: URL) throws(TokenizationError) {
        let vocabularyURL = directory.appending(path: Self.vocabularyFile)
        let mergesURL = directory.appending(path: Self.mergesFile)
        let configurationURL = directory.appending(path: Self.configurationFile)

        let vocabulary: [String: Int]
        let vocabularyData = try Self.read(vocabularyURL)
        do {
            vocabulary = try JSONDecoder().decode([String: Int].self, from: vocabularyData)
        } catch {
            throw .malformedJSON(vocabularyURL.path, expected: "a JSON object with the id of each token")
        }
        guard let mergesText = String(data: try Self.read(mergesURL), encoding: .utf8) else {
            throw .notUTF8(mergesURL.path)
        }
        let json = try Self.read(configurationURL)
        let configuration = try TokenizerConfiguration(json: json, path: configurationURL.path)
        try self.init(
            vocabulary: vocabulary,
            merges: try MergesFile.merges(in: mergesText, source: mergesURL.path),
            addedTokens: try configuration.addedTokens(path: configurationURL.path),
            configuration: json)
    }

    /// Writes `vocab.json`, `merges.txt` and `tokenizer_config.json` as the official checkpoints have them.
    ///
    /// Each file is written beside its place and renamed. A configuration that was read is written back unchanged.
    ///
    /// - Throws: ``TokenizationError/unwritableFile(_:reason:)``.
    public func write(to directory: URL) throws(TokenizationError) {
        let vocabulary = ordinaryTokens.sorted { $0.key < $1.key }.map { id, bytes in
            "\"\(Self.escaped(ByteAlphabet.string(for: bytes)))\":\(id)"
        }
        let pairs = merges.lazy.map { (token($0.left), token($0.right)) }
        try Self.write(directory.appending(path: Self.vocabularyFile)) {
            Data("{\(vocabulary.joined(separator: ","))}".utf8)
        }
        try Self.write(directory.appending(path: Self.mergesFile)) { Data(MergesFile.text(of: pairs).utf8) }
        try Self.write(directory.appending(path: Self.configurationFile)) {
            try configuration ?? OfficialConfiguration(addedTokens: addedTokens).json()
        }
    }

    /// How `vocab.json` writes a token.
    private func token(_ id: Int) -> String {
        ByteAlphabet.string(for: ordinaryTokens[id] ?? [])
    }

    /// The byte alphabet has no control characters, so only these two need a backslash in JSON.
    private static func escaped(_ token: String) -> String {
        token.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }

    private static func read(_ url: URL) throws(TokenizationError) -> Data {
        guard FileManager.default.fileExists(atPath: url.path) else { throw .missingFile(url.path) }
        do {
            return try Data(contentsOf: url)
        } catch {
            throw .unreadableFile(url.path, reason: error.localizedDescription)
        }
    }

    private static func write(_ url: URL, _ contents: () throws -> Data) throws(TokenizationError) {
        do {
            try contents().write(to: url, options: .atomic)
        } catch {
            throw .unwritableFile(url.path, reason: error.localizedDescription)
        }
    }
}
