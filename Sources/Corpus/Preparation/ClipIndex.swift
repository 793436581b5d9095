import Audio
import Foundation

/// What earlier runs found out about a speaker's recordings: one line per recording in `index.jsonl`, added as the work goes on.
///
/// The key is a hash over the recording's bytes and the limits that it was measured with, so that nothing stale is ever found.
actor ClipIndex {
    private struct Entry: Codable {
        var key: String
        var id: String
        var samples: Int
        var measures: ClipMeasures
    }

    private let file: URL
    private var entries: [String: Entry] = [:]
    private var used: Set<String> = []
    private var handle: FileHandle?

    /// Reads the index of an earlier run; a line that an interrupted run left incomplete is ignored.
    init(_ file: URL) {
        self.file = file
        guard let data = try? Data(contentsOf: file) else { return }
        for line in data.split(separator: 0x0a) {
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)) else { continue }
            entries[entry.key] = entry
        }
    }

    /// What is known about a recording, which counts as used in this run.
    func result(for key: String) -> ClipOutcome.Result? {
        guard let entry = entries[key] else { return nil }
        used.insert(key)
        return .clip(id: entry.id, samples: entry.samples, measures: entry.measures)
    }

    /// Adds what was found out.
    ///
    /// Problems are not kept: their owner will mend them.
    func record(_ result: ClipOutcome.Result, for key: String) throws(CorpusError) {
        guard case .clip(let id, let samples, let measures) = result else { return }
        let entry = Entry(key: key, id: id, samples: samples, measures: measures)
        entries[key] = entry
        used.insert(key)
        do {
            try append(try DatasetJSON.line(entry))
        } catch let error as CorpusError {
            throw error
        } catch {
            throw .cannotWrite(path: file.path, reason: describe(error))
        }
    }

    /// Rewrites the index with what this run used, sorted, and returns the names of the clips in it.
    func finish() throws(CorpusError) -> Set<String> {
        let kept = entries.values.filter { used.contains($0.key) }.sorted { $0.key < $1.key }
        var data = Data()
        for entry in kept { data += try DatasetJSON.line(entry) }
        handle = nil
        try DatasetJSON.writeIfChanged(data, to: file)
        return Set(kept.map(\.id))
    }

    private func append(_ line: Data) throws {
        if handle == nil {
            // An incomplete last line must not swallow the next one.
            var data = Data()
            for entry in entries.values.sorted(by: { $0.key < $1.key }) { data += try DatasetJSON.line(entry) }
            try DatasetJSON.writeIfChanged(data, to: file)
            handle = try FileHandle(forWritingTo: file)
            try handle?.seekToEnd()
        } else {
            try handle?.write(contentsOf: line)
        }
    }
}
