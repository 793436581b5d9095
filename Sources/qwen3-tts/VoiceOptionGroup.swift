import ArgumentParser
import Audio
import Foundation
import Qwen3TTS
import SpeechGeneration

/// Who speaks, in which language, and how.
struct VoiceOptionGroup: ParsableArguments {
    @Option(help: "The speaker; may be left out where there is only one.") var speaker: String?
    @Option(help: "The language, such as English; Auto lets the model find out.") var language = "Auto"
    @Option(help: "How to speak, in words, for models that listen to it.") var instruct: String?
    @Option(help: "A recording whose voice is cloned, by a base model: 3 to 15 clean seconds.") var reference: String?
    @Option(help: "What is said in that recording.") var referenceText: String?
    @Flag(help: "Take only the voice from the recording, and do not go on from it.") var xVectorOnly = false
    @Flag(
        inversion: .prefixedNo,
        help: "Give the model its text along with the frames (default: for a cloned voice, as the official package).")
    var streamingText: Bool?

    func validate() throws {
        if reference != nil, speaker != nil {
            throw ValidationError("--speaker and --reference both say who speaks: give one of them.")
        }
        for (name, isGiven) in [("reference-text", referenceText != nil), ("x-vector-only", xVectorOnly)]
        where isGiven && reference == nil {
            throw ValidationError("--\(name) is about a recording: give it with --reference.")
        }
        if xVectorOnly && referenceText != nil {
            throw ValidationError("--x-vector-only takes nothing but the voice: leave --reference-text out.")
        }
    }

    /// Checks what can be checked before anything is loaded.
    func check(_ checkpoint: Checkpoint) throws {
        _ = try VoiceSelection(
            reference == nil ? .speaker(speaker) : .clone, language: language, instruct: instruct,
            checkpoint.configuration, checkpoint: checkpoint.url.path)
        guard reference != nil, !xVectorOnly else { return }
        guard let referenceText else { throw SynthesisError.referenceTextNeeded }
        if referenceText.allSatisfy(\.isWhitespace) { throw SynthesisError.emptyReferenceText }
    }

    /// The recording at 24 kHz; nil where no voice is cloned.
    func recording() throws -> Waveform? {
        try reference.map { try AudioFile.readSaying(URL(filePath: $0), maximumDuration: 600).resampled(to: 24000) }
    }

    func request(_ text: String, _ voice: ClonedVoice?, _ options: GenerationOptions) -> SpeechRequest {
        SpeechRequest(
            text, voice: voice.map(Voice.clone) ?? .speaker(speaker), language: language, instruct: instruct,
            layout: streamingText.map { $0 ? .streamingText : .wholeText }, options)
    }
}
