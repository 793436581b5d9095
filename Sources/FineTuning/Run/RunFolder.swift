import Files
import Foundation
import Qwen3TTS
import TrainingSettings

/// The folder of a run: what run it is, its checkpoints, the links `last` and `best`, and the log.
struct RunFolder {
    let url: URL

    var log: URL { url.appending(path: "log.jsonl") }
    var last: URL { url.appending(path: "last") }
    var best: URL { url.appending(path: "best") }
    var identity: URL { url.appending(path: "run.json") }

    func checkpoint(step: Int) -> URL {
        let digits = String(step)
        return url.appending(path: "checkpoint-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)")
    }

    /// The checkpoints' steps, in order.
    func steps() -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []  // No folder: no checkpoint.
        return names.compactMap { $0.hasPrefix("checkpoint-") ? Int($0.dropFirst("checkpoint-".count)) : nil }.sorted()
    }

    // MARK: Beginning

    /// Checks that the folder can be made.
    ///
    /// - Throws: `TrainingError.noOutputFolder`.
    func checkPlace() throws {
        if let obstacle = try CheckpointWriter.obstacle(to: log) {
            throw TrainingError.noOutputFolder(path: url.path, obstacle: obstacle.path)
        }
    }

    /// Makes the folder, and keeps other runs out of it for as long as the lock lives; what a killed save left is removed.
    ///
    /// - Throws: `TrainingError.locked`; `FileError.cannotWrite`.
    func lock() throws -> FolderLock {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let file = url.appending(path: ".lock")
        let lock: FolderLock
        do throws(FolderLock.Failure) {
            lock = try FolderLock(file)
        } catch {
            switch error {
            case .taken(let process): throw TrainingError.locked(path: url.path, process: process)
            case .cannotWrite(let reason): throw FileError.cannotWrite(path: file.path, reason: reason)
            }
        }
        try AtomicFolder.removeLeftovers(in: url)
        return lock
    }

    /// What to go on from; nil for a new run, which gets a folder without checkpoints.
    ///
    /// - Throws: `TrainingError.outputExists` where the settings forbid to go on, `.nothingToGoOnFrom` where no checkpoint can be gone on from.
    func resumable(_ resume: Resume) throws -> ResumeFiles? {
        let steps = steps()
        guard let newest = steps.last else { return nil }
        guard resume == .auto else { throw TrainingError.outputExists(path: url.path) }
        let whole = steps.reversed().map(checkpoint).filter {
            FileManager.default.fileExists(atPath: ResumeFiles(checkpoint: $0).stateFile.path)
        }
        guard let latest = whole.first else {
            throw TrainingError.nothingToGoOnFrom(path: url.path, newest: checkpoint(step: newest).lastPathComponent)
        }
        return ResumeFiles(checkpoint: latest, earlier: whole.dropFirst().first?.lastPathComponent)
    }

    /// Writes down which run this folder is of.
    ///
    /// - Throws: `TrainingError.otherRun` where it is another's.
    func claim(for run: RunIdentity) throws {
        if FileManager.default.fileExists(atPath: identity.path) {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            let found = try? decoder.decode(RunIdentity.self, from: Data(contentsOf: identity))
            // One that nobody can read is written anew: checkpoints say for themselves whose they are.
            if let found, found.id != run.id, !steps().isEmpty {
                throw TrainingError.otherRun(path: url.path, started: found.started)
            }
            if found == run { return }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.dateEncodingStrategy = .iso8601
        try AtomicFile.write(encoder.encode(run), to: identity)
    }

    // MARK: Saving

    /// Points a link at a checkpoint, in one step: whenever a run is killed, the link is there.
    func link(_ link: URL, to checkpoint: URL) throws {
        let files = FileManager.default
        let temporary = link.appendingPathExtension("new")
        if (try? files.destinationOfSymbolicLink(atPath: temporary.path)) != nil { try files.removeItem(at: temporary) }
        try files.createSymbolicLink(atPath: temporary.path, withDestinationPath: checkpoint.lastPathComponent)
        try AtomicFile.move(temporary, to: link)
    }

    /// Removes what a run does not need any more after it saved `step`: checkpoints beyond the newest `limit` but for the best one, and
    /// the training state of all but the newest, which is several times as large as the model.
    ///
    /// Checkpoints of later steps are left alone.
    func prune(after step: Int, keeping limit: Int, best: Int?) throws {
        let files = FileManager.default
        let steps = steps().filter { $0 <= step }
        for step in steps.dropLast() {
            if limit > 0 && !steps.suffix(limit).contains(step) && step != best {
                try files.removeItem(at: checkpoint(step: step))
            } else {
                let state = ResumeFiles(checkpoint: checkpoint(step: step)).url
                if files.fileExists(atPath: state.path) { try files.removeItem(at: state) }
            }
        }
    }
}

/// Which run a folder is of.
struct RunIdentity: Codable, Sendable, Equatable {
    /// Of no other run.
    var id: String
    /// When it was first started, to the second.
    var started: Date

    /// A new run's.
    static func new() -> RunIdentity {
        RunIdentity(
            id: UUID().uuidString.lowercased(),
            started: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)))
    }
}
