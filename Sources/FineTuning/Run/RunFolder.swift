import Files
import Foundation
import Qwen3TTS
import Torch

/// The folder of a run: its checkpoints, the links `last` and `best`, and the log.
struct RunFolder {
    let url: URL

    var log: URL { url.appending(path: "log.jsonl") }
    var last: URL { url.appending(path: "last") }
    var best: URL { url.appending(path: "best") }

    func checkpoint(step: Int) -> URL {
        let digits = String(step)
        return url.appending(path: "checkpoint-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)")
    }

    /// The checkpoints' steps, in order.
    func steps() -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []  // No folder: no checkpoint.
        return names.compactMap { $0.hasPrefix("checkpoint-") ? Int($0.dropFirst("checkpoint-".count)) : nil }.sorted()
    }

    /// The latest checkpoint that training can go on from.
    func latestResumable() -> URL? {
        steps().reversed().map(checkpoint).first {
            FileManager.default.fileExists(atPath: TrainingState(folder: $0).stateFile.path)
        }
    }

    /// Points a link at a checkpoint, in one step: whenever a run is killed, the link is there.
    func link(_ link: URL, to checkpoint: URL) throws {
        let files = FileManager.default
        let temporary = link.appendingPathExtension("new")
        if (try? files.destinationOfSymbolicLink(atPath: temporary.path)) != nil { try files.removeItem(at: temporary) }
        try files.createSymbolicLink(atPath: temporary.path, withDestinationPath: checkpoint.lastPathComponent)
        try AtomicFile.move(temporary, to: link)
    }

    /// Removes what is not needed any more: checkpoints beyond the newest `limit` but for the best one, and the
    /// training state of all but the newest, which is several times as large as the model.
    func prune(keeping limit: Int, best: Int?) throws {
        let files = FileManager.default
        let steps = steps()
        for step in steps.dropLast() {
            if limit > 0 && !steps.suffix(limit).contains(step) && step != best {
                try files.removeItem(at: checkpoint(step: step))
            } else {
                let state = TrainingState(folder: checkpoint(step: step)).url
                if files.fileExists(atPath: state.path) { try files.removeItem(at: state) }
            }
        }
    }
}
