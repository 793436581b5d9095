import Foundation
import Optimization
import Qwen3TTS

/// Saves the checkpoints of a run: the model in the official layout, and what training goes on from.
struct CheckpointSaver {
    let folder: RunFolder
    let source: Checkpoint
    let setup: ModelSetup
    /// The number of newest checkpoints that are kept beside the best; 0 keeps all.
    let limit: Int

    /// Saves the checkpoint of a step, points `last` and `best` at theirs, and removes what is not needed any more.
    func save(_ state: RunState, _ optimization: Optimization) throws -> URL {
        var writer = CheckpointWriter(source)
        for (name, row) in zip(setup.speakers.names, setup.speakers.rows)
        where source.configuration.talker.speakers[name] == nil {
            writer.speakers[name] = row
        }
        writer.languages = setup.newLanguages
        writer.rows = try setup.speakers.exportedRows()
        let url = folder.checkpoint(step: state.step)
        try writer.write(setup.parameters, to: url) { temporary in
            try ResumeFiles(checkpoint: temporary).write(state, optimization, speakers: setup.speakers.vectors)
        }
        try folder.link(folder.last, to: url)
        // As long as nothing was validated, the newest is the best that is known.
        let best = state.bestStep.map(folder.checkpoint) ?? url
        if FileManager.default.fileExists(atPath: best.path) { try folder.link(folder.best, to: best) }
        try folder.prune(after: state.step, keeping: limit, best: state.bestStep)
        return url
    }
}
