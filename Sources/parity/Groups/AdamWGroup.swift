import FineTuning
import GoldenCases
import Optimization
import Qwen3TTS
import Torch

/// `adamw/...`: one optimizer step, and the losses of ten.
struct AdamWGroup {
    let golden: Golden
    let checkpoint: Checkpoint

    func run(into output: inout Output) throws {
        guard let parameters = golden.parameters.adamw, output.wants("adamw/") else { return }
        let batch = TrainingCase(golden, checkpoint)
        let sequences = try batch.sequences(.wholeText)
        let loaded = try checkpoint.loadModel()
        let speakers = try batch.speakers(loaded.model.speakerEncoder)
        let trained = loaded.parameters.filter { $0.name.hasPrefix("talker.") }
        let optimization = try Optimization(
            [ParameterGroup(trained.map { Parameter($0.name, $0.tensor) }, weightDecay: parameters.weightDecay)],
            maximumGradientNorm: parameters.clip)
        let trainer = Trainer(loaded.model.talker, optimization, speakers: speakers)
        var curve: [Double] = []
        for step in 0..<10 {
            guard let done = try trainer.update(on: [sequences], learningRate: parameters.lr) else { return }
            curve.append(done.losses.total)
            if step == 0 {
                for (name, tensor) in trained where golden.file.shape(of: "adamw/param_after_1/\(name)") != nil {
                    try output.add("adamw/param_after_1/\(name)", try tensor.clone())
                }
                guard let after = try trainer.validate(on: [sequences]) else { return }
                try output.add("adamw/loss_after_1", try .full([], after.total))
                try output.add("adamw/main_after_1", try .full([], after.main))
                try output.add("adamw/sub_after_1", try .full([], after.sub))
            }
        }
        guard let last = try trainer.validate(on: [sequences]) else { return }
        curve.append(last.total)
        try output.add("adamw/loss_curve_10_steps", try Tensor(curve))
        if let expected = golden.parameters.lossCurve {
            let worst = zip(curve, expected).map { abs($0 - $1) / abs($1) }.max() ?? 0
            output.note("adamw: the losses of ten steps differ by at most \(worst) (relative)")
        }
    }
}
