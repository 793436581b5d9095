import Qwen3TTS
import Torch

/// `mel`, `spk`, `codec`: the speaker encoder and the speech tokenizer.
struct AudioGroup {
    let golden: Golden
    let checkpoint: Checkpoint

    func run(into output: inout Output) throws {}
}
