import Foundation
import Qwen3TTS
import Torch

/// Saves the checkpoints of a run: the model in the official layout, and what training goes on from.
struct CheckpointSaver {
    let folder: RunFolder
    let source: Checkpoint
    let setup: ModelSetup
    /// The number of newest checkpoints that are kept beside the best; 0 keeps all.
    let limit: Int

    /// Saves the checkpoint of a step, points `last` and `best` at theirs, and removes what is not needed any more.
    func save(_ state: RunState, _ trainer: Trainer) throws -> URL {
        var writer = CheckpointWriter(source)
        for (name, row) in zip(setup.voices.names, setup.voices.rows) { writer.speakers[name] = row }
        writer.languages = setup.newLanguages
        writer.rows = try setup.voices.exportedRows()
        let url = folder.checkpoint(step: state.step)
        try writer.write(setup.parameters, to: url) { temporary in
            try TrainingState(folder: temporary).write(state, names: setup.trained.map(\.name), trainer.optimizer)
        }
        try folder.link(folder.last, to: url)
        // As long as nothing was validated, the newest is the best that is known.
        let best = state.bestStep.map(folder.checkpoint) ?? url
        if FileManager.default.fileExists(atPath: best.path) { try folder.link(folder.best, to: best) }
        try folder.prune(keeping: limit, best: state.bestStep)
        return url
    }
}
