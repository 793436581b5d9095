public import Foundation

/// A source of recordings as a user names it: `PATH` or `NAME=PATH`.
public struct SourceSpecification: Sendable, Equatable {
    /// The speaker's name in lower case, when it is given.
    public var name: String?

    /// The folder or the transcript file.
    public var location: URL

    /// Names a source; `name` must be a valid name in lower case.
    public init(name: String? = nil, location: URL) {
        self.name = name
        self.location = location
    }

    /// Reads `PATH` or `NAME=PATH`; what stands before the first `=` is a name unless it has a slash.
    ///
    /// - Throws: `CorpusError.invalidSpecification` or `.invalidName`.
    public init(parsing argument: String) throws(CorpusError) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isNamed = parts.count == 2 && !parts[0].contains("/")
        let path = isNamed ? String(parts[1]) : argument
        guard !path.isEmpty, !(isNamed && parts[0].isEmpty) else { throw .invalidSpecification(argument) }
        location = URL(fileURLWithPath: path)
        guard isNamed else { return }
        guard let name = SpeakerName.canonical(String(parts[0])) else {
            throw .invalidName(String(parts[0]), from: argument)
        }
        self.name = name
    }

    /// The source of the kind that is at the location.
    ///
    /// - Throws: `CorpusError.sourceMissing`, `.notASource` or `.noTranscript`.
    public func source() throws(CorpusError) -> any Source {
        if RecordingPath.isFolder(location) { return try FolderSource(location) }
        guard RecordingPath.exists(location) else { throw .sourceMissing(path: location.path) }
        guard location.pathExtension.lowercased() == "jsonl" else { throw .notASource(path: location.path) }
        return OfficialJSONLSource(location)
    }
}
