import Files
import Foundation
import Synchronization

/// What earlier runs found out about a speaker's recordings: one line per recording in `index.jsonl`, added as the work goes on.
final class ClipIndex: Sendable {
    private struct Entry: Codable {
        var place: Hash256
        var content: Hash256
        var id: Hash256
        var samples: Int
        var measures: ClipMeasures

        var result: ClipOutcome.Result { .clip(id: id, samples: samples, measures: measures) }
    }

    private struct State {
        var entries: [Entry] = []
        var isUsed: [Bool] = []
        // Positions in `entries`.
        var places: [Hash256: Int32] = [:]
        var contents: [Hash256: Int32] = [:]
        var handle: FileHandle?
        /// Whether the file is not what `finish` would write.
        var hasChanged = false

        mutating func add(_ entry: Entry, used: Bool) {
            let position = Int32(entries.count)
            // Of several lines about a place, the last counts.
            if let old = places.updateValue(position, forKey: entry.place) { isUsed[Int(old)] = false }
            contents[entry.content] = position
            entries.append(entry)
            isUsed.append(used)
        }
    }

    private let file: LineFile
    private let state: Mutex<State>

    /// Reads the index of an earlier run; a line that an interrupted run left incomplete is ignored.
    init(_ url: URL) throws(CorpusError) {
        file = LineFile(url)
        var state = State()
        let decoder = JSONDecoder()
        try file.forEach { line in
            if let entry = try? decoder.decode(Entry.self, from: line) {
                state.add(entry, used: false)
            } else {
                state.hasChanged = true
            }
        }
        self.state = Mutex(state)
    }

    /// What is known about the recording at a place, which counts as used in this run.
    func result(at place: Hash256) -> ClipOutcome.Result? {
        state.withLock { state in
            guard let position = state.places[place].map(Int.init) else { return nil }
            state.isUsed[position] = true
            return state.entries[position].result
        }
    }

    /// What is known about a recording's bytes, which are at a place that was not known.
    func result(of content: Hash256, at place: Hash256) throws(CorpusError) -> ClipOutcome.Result? {
        let known = state.withLock { state in state.contents[content].map { state.entries[Int($0)] } }
        guard var known else { return nil }
        known.place = place
        try add(known)
        return known.result
    }

    /// Adds what was found out.
    ///
    /// Problems are not kept: their owner will mend them.
    func record(_ result: ClipOutcome.Result, of content: Hash256, at place: Hash256) throws(CorpusError) {
        guard case .clip(let id, let samples, let measures) = result else { return }
        try add(Entry(place: place, content: content, id: id, samples: samples, measures: measures))
    }

    /// Rewrites the index with what this run used, in order, and returns the clips in it.
    func finish() throws(CorpusError) -> Set<Hash256> {
        try state.withLock { state throws(CorpusError) in
            let kept = state.entries.indices.filter { state.isUsed[$0] }.sorted {
                state.entries[$0].place < state.entries[$1].place
            }
            if state.hasChanged || kept.count < state.entries.count {
                state.handle = nil
                var rest = kept.makeIterator()
                try file.write { () throws(CorpusError) in
                    guard let position = rest.next() else { return nil }
                    return try DatasetJSON.line(state.entries[position])
                }
                state.hasChanged = false
            }
            return Set(kept.map { state.entries[$0].id })
        }
    }

    private func add(_ entry: Entry) throws(CorpusError) {
        let line = try DatasetJSON.line(entry)
        try state.withLock { state throws(CorpusError) in
            state.add(entry, used: true)
            state.hasChanged = true
            if state.handle == nil { state.handle = try file.opened() }
            do {
                try state.handle?.write(contentsOf: line)
            } catch {
                throw .cannotWrite(path: file.url.path, reason: describe(error))
            }
        }
    }
}
