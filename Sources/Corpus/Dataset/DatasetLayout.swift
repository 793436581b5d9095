import Foundation

/// Where a prepared dataset keeps a speaker's files.
struct DatasetLayout: Sendable {
    static let manifestName = "dataset.json"
    static let reportName = "report.json"
    static let pageName = "report.html"

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
        guard case .clip(let id, _, _) = result else { return true }
        return RecordingPath.exists(clip(id))
    }

    /// Removes clips that are not named, references from the given number on, and what an interrupted run left half-written.
    ///
    /// Nothing else is touched, so that files of other origin are safe.
    func tidy(keeping ids: Set<String>, references count: Int) throws(CorpusError) {
        try remove(in: audio) { name in
            guard let match = name.wholeMatch(of: /([0-9a-f]{64})\.flac(\..+\.partial)?/) else { return false }
            return match.2 != nil || !ids.contains(String(match.1))
        }
        try remove(in: references) { name in
            guard let match = name.wholeMatch(of: /([0-9]+)\.flac(\..+\.partial)?/) else { return false }
            return match.2 != nil || (Int(match.1) ?? 0) >= count
        }
    }

    private func remove(in folder: URL, where isSurplus: (String) -> Bool) throws(CorpusError) {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where isSurplus(name) {
                try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
            }
        } catch {
            throw .cannotWrite(path: folder.path, reason: describe(error))
        }
    }
}
