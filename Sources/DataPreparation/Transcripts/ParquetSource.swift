import Files
public import Foundation
public import SpeechDataset

/// Parquet files with recordings and texts in them: one, a folder of shards, or a dataset with a config per speaker.
///
/// A dataset's folder is read as Python's `datasets` reads it: by the patterns in its `README.md`, else `{config}/{split}-*.parquet`,
/// `data/…` or files without a folder. Without a config, each config is a speaker; all splits count unless some are named.
public struct ParquetSource: Source {
    private struct Part: Sendable {
        var file: URL
        var speaker: String?
        var reference: URL?
    }

    private let location: URL
    private let parts: [Part]
    private let fields: TranscriptFields
    private let speaker: String?

    /// The path that was named.
    public var title: String { location.path }
    /// The name of the file without its extension, of the folder, or of the only config.
    public let defaultName: String
    /// None: the lines name what there is in `voices`.
    public var reference: URL? { nil }

    /// Names one file, which is not read yet.
    ///
    /// - Parameter speaker: whom the user says to speak in all of it.
    public init(_ file: URL, fields: TranscriptFields = TranscriptFields(), speaker: String? = nil) {
        location = file
        parts = [Part(file: file)]
        defaultName = file.deletingPathExtension().lastPathComponent
        self.fields = fields
        self.speaker = speaker
    }

    /// Finds the Parquet files of a folder; nil where there are none.
    ///
    /// - Throws: `SpeechDatasetError.noSuchConfig` or `.noSuchSplit`, which list what there is, or `.brokenCard`.
    public init?(
        folder: URL, config: String? = nil, splits: [String] = [], fields: TranscriptFields = TranscriptFields(),
        speaker: String? = nil
    ) throws {
        let found = DatasetFiles(
            dataset: folder.path, card: try DatasetCard(in: folder),
            paths: Self.paths(in: folder).map { ($0, 0) })
        guard !found.files.isEmpty else { return nil }
        let configs =
            try config.map { config in
                _ = try found.files(of: config)
                return [config]
            } ?? found.configs
        let chosen = try DatasetSelection(configs: configs, splits: splits).files(in: found)
        location = folder
        self.fields = fields
        self.speaker = speaker
        parts = chosen.map { file in
            let voice = folder.appendingPathComponent(VoiceFile.path(file.config, 0))
            return Part(
                file: folder.appendingPathComponent(file.path),
                speaker: configs.count > 1 ? file.config : nil,
                reference: FileState.isFile(voice) ? voice : nil)
        }
        let name = folder.standardizedFileURL.lastPathComponent
        defaultName = configs.count == 1 && configs[0] != "default" ? configs[0] : name
    }

    /// Every row of every file.
    ///
    /// - Throws: `ParquetError` for a file that cannot be read, or `DataPreparationError` where a column is missing.
    public func read(limit: Int?) throws -> SourceReading {
        var reading = SourceReading()
        for part in parts where reading.lines.count < limit ?? .max {
            let transcript = try ParquetTranscript(
                part.file, name: part.file.path, identity: try RecordingKey.identity(ofFile: part.file.path),
                fields: fields, isOneVoice: speaker != nil)
            reading += try transcript.read(
                limit: limit.map { $0 - reading.lines.count }, speaker: part.speaker, reference: part.reference)
        }
        return reading
    }

    /// The paths of the Parquet files in a folder and in its folders.
    private static func paths(in folder: URL) -> [String] {
        let children = { (path: String) -> [String] in
            let names = try? FileManager.default.contentsOfDirectory(
                atPath: path.isEmpty ? folder.path : folder.appendingPathComponent(path).path)
            return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
        }
        var paths: [String] = []
        for name in children("") {
            if name.hasSuffix(".parquet") { paths.append(name) }
            guard FileState.isFolder(folder.appendingPathComponent(name)) else { continue }
            for inner in children(name) {
                if inner.hasSuffix(".parquet") { paths.append("\(name)/\(inner)") }
                guard FileState.isFolder(folder.appendingPathComponent("\(name)/\(inner)")) else { continue }
                paths += children("\(name)/\(inner)").filter { $0.hasSuffix(".parquet") }.map {
                    "\(name)/\(inner)/\($0)"
                }
            }
        }
        return paths
    }
}

/// The configs and splits of a dataset that are wanted.
struct DatasetSelection {
    var configs: [String]
    /// All where there are none.
    var splits: [String]

    /// The files, config after config and split after split in the order in which they are named.
    ///
    /// - Throws: `SpeechDatasetError.noSuchConfig` or `.noSuchSplit`.
    func files(in dataset: DatasetFiles) throws -> [DatasetFile] {
        var files: [DatasetFile] = []
        for config in configs {
            guard !splits.isEmpty else {
                files += try dataset.files(of: config)
                continue
            }
            for split in splits { files += try dataset.files(of: config, split: split) }
        }
        return files
    }
}
