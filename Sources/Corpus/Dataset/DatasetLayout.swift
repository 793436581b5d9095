import Foundation

/// Where a prepared dataset keeps a speaker's files.
struct DatasetLayout: Sendable {
    static let manifestName = "dataset.json"
    static let reportName = "report.json"

    let speaker: String
    let root: URL

    init(folder: URL, speaker: String) {
        self.speaker = speaker
        root = folder.appendingPathComponent(speaker)
    }

    var train: URL { root.appendingPathComponent("train.jsonl") }
    var validation: URL { root.appendingPathComponent("validation.jsonl") }
    var index: URL { root.appendingPathComponent("index.jsonl") }
    var audio: URL { root.appendingPathComponent("audio") }
    var references: URL { root.appendingPathComponent("references") }

    func clip(_ id: String) -> URL { audio.appendingPathComponent("\(id).flac") }

    /// Whether what a result promises is on the disk.
    func holds(_ result: ClipOutcome.Result) -> Bool {
        guard case .clip(let id, _) = result else { return true }
        return RecordingPath.exists(clip(id))
    }

    /// Removes the clips that are not named, and nothing that does not look like a clip.
    func removeClips(except ids: Set<String>) throws(CorpusError) {
        do {
            for file in try FileManager.default.contentsOfDirectory(at: audio, includingPropertiesForKeys: nil) {
                let name = file.deletingPathExtension().lastPathComponent
                guard file.pathExtension == "flac", name.wholeMatch(of: /[0-9a-f]{64}/) != nil, !ids.contains(name)
                else {
                    continue
                }
                try FileManager.default.removeItem(at: file)
            }
        } catch {
            throw .cannotWrite(path: audio.path, reason: describe(error))
        }
    }
}
