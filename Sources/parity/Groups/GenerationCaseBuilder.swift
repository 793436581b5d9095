import Qwen3TTS
import SpeechGeneration
import Tokenization
import Torch

/// The prompts of the golden generation cases.
struct GenerationCaseBuilder {
    let golden: Golden
    let configuration: ModelConfiguration
    let tokenizer: TextTokenizer
    /// Codes of the test signals, `[T][Q]` each.
    let recordings: [[[Int]]]

    func text(_ parameters: Golden.GenerationCase) -> [Int] {
        tokenizer.encode(ChatTemplate.assistant(parameters.text))
    }

    func referenceText(_ parameters: Golden.GenerationCase) -> [Int]? {
        parameters.referenceText.map { tokenizer.encode(ChatTemplate.reference($0)) }
    }

    func instruct(_ parameters: Golden.GenerationCase) -> [Int]? {
        parameters.instruct.map { tokenizer.encode(ChatTemplate.instruct($0)) }
    }

    func prompt(_ parameters: Golden.GenerationCase) throws -> Prompt {
        let (speaker, language) = try voice(parameters)
        let reference = parameters.recording.flatMap { recording in
            referenceText(parameters).map { Prompt.Reference(tokens: $0, frames: recordings[recording]) }
        }
        return Prompt(
            tokens: text(parameters), reference: reference, instruct: instruct(parameters) ?? [], speaker: speaker,
            language: language, layout: parameters.isWholeText ? .wholeText : .streamingText, configuration)
    }

    private func voice(_ parameters: Golden.GenerationCase) throws -> (speaker: Prompt.Speaker, language: Int?) {
        guard let name = parameters.speaker else {
            return (
                parameters.vector.map(Prompt.Speaker.vector) ?? .none,
                configuration.talker.languages[parameters.language.lowercased()]
            )
        }
        // The golden file names two more rows as speakers.
        var known = configuration
        for (name, row) in golden.parameters.speakers ?? [:] { known.talker.speakers[name] = SpeakerRow(row) }
        let voice = try VoiceSelection(
            .speaker(name), language: parameters.language, known, checkpoint: "the golden file's")
        return (voice.speaker.map(Prompt.Speaker.row) ?? .none, voice.language)
    }
}

extension Tensor {
    /// Codes `[T, Q]` as frames.
    func frames() throws -> [[Int]] {
        let flat: [Int64] = try to(.int64).contiguous().array()
        let width = size(1)
        return (0..<size(0)).map { row in flat[row * width..<(row + 1) * width].map(Int.init) }
    }
}
