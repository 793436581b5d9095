import Files
import Foundation
import SpeechDataset
import Synchronization

/// What earlier runs found out about a speaker's recordings: one line per recording in `index.jsonl`, added as the work goes on.
///
/// What a run does not ask for stays known: a try with few clips, or with other settings, costs no decoding later. In memory, some 300
/// bytes per recording of the speaker; no file stays open.
final class ClipIndex: Sendable {
    private struct Entry: Codable {
        var place: Hash256
        var content: Hash256
        var id: Hash256
        var samples: Int
        /// The size of the clip's file; unknown in an index of an earlier version.
        var bytes: Int64?
        var measures: ClipMeasures

        var known: Known { Known(result: .clip(id: id, samples: samples, measures: measures), id: id, bytes: bytes) }
    }

    /// What is known of a recording.
    struct Known {
        var result: ClipOutcome.Result
        /// The clip's name.
        var id: Hash256
        /// The size of the clip's file, where it was noted.
        var bytes: Int64?
    }

    private struct State {
        var entries: [Entry] = []
        var isUsed: [Bool] = []
        // Positions in `entries`.
        var places: [Hash256: Int32] = [:]
        var contents: [Hash256: Int32] = [:]
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
    init(_ url: URL) throws {
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
    func known(at place: Hash256) -> Known? {
        state.withLock { state in
            guard let position = state.places[place].map(Int.init) else { return nil }
            state.isUsed[position] = true
            return state.entries[position].known
        }
    }

    /// What is known about a recording's bytes, which are at a place that was not known.
    func known(_ content: Hash256, at place: Hash256) throws -> Known? {
        let known = state.withLock { state in state.contents[content].map { state.entries[Int($0)] } }
        guard var known else { return nil }
        known.place = place
        try add(known)
        return known.known
    }

    /// Adds what was found out.
    ///
    /// Problems are not kept: their owner will mend them.
    ///
    /// - Parameter bytes: the size of the clip's file.
    func record(
        _ result: ClipOutcome.Result, bytes: Int64?, of content: Hash256, at place: Hash256
    ) throws {
        guard case .clip(let id, let samples, let measures) = result else { return }
        try add(Entry(place: place, content: content, id: id, samples: samples, bytes: bytes, measures: measures))
    }

    /// Rewrites the index in order where that changes it, and returns the clips in it.
    ///
    /// - Parameter forgets: whether only what this run used stays.
    func finish(forgetting forgets: Bool) throws -> Set<Hash256> {
        try state.withLock { state in
            let kept = state.entries.indices.filter { position in
                forgets ? state.isUsed[position] : state.places[state.entries[position].place] == Int32(position)
            }.sorted { state.entries[$0].place < state.entries[$1].place }
            if state.hasChanged || kept.count < state.entries.count {
                var rest = kept.makeIterator()
                try file.write { () throws in
                    guard let position = rest.next() else { return nil }
                    return try DatasetJSON.line(state.entries[position])
                }
                state.hasChanged = false
            }
            return Set(kept.map { state.entries[$0].id })
        }
    }

    private func add(_ entry: Entry) throws {
        let line = try DatasetJSON.line(entry)
        try state.withLock { state in
            state.add(entry, used: true)
            state.hasChanged = true
            try file.append(line)
        }
    }
}
