import ArgumentParser
import Audio
import Foundation
import Qwen3TTS
import Torch

/// `qwen3-tts speak`: a text, spoken by one of a checkpoint's speakers.
struct SpeakCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speak", abstract: "Speak a text with a checkpoint.")

    @Argument(help: "The folder of the checkpoint.") var checkpoint: String
    @Argument(help: "The text.") var text: String
    @Option(help: "The speaker; may be left out where there is only one.") var speaker: String?
    @Option(help: "The language, such as English; Auto lets the model find out.") var language = "Auto"
    @Option(name: .shortAndLong, help: "The file to write (.wav or .flac).") var output = "speech.wav"
    @Option(help: "The same seed gives the same speech.") var seed: UInt64 = 0
    @Option(help: "Stop after this many seconds if the model has not ended by itself.") var maxSeconds = 60.0
    @Option(help: "Higher is livelier (default: the checkpoint's).") var temperature: Double?
    @Option(help: "Choose among this many most probable codes; 0 for all (default: the checkpoint's).") var topK: Int?
    @Option(help: "Choose among the codes that reach this probability (default: the checkpoint's).") var topP: Double?
    @Flag(help: "Always take the most probable code.") var greedy = false
    @Option(help: "Also write the codes, as the int64 tensor 'codes' [frames, codebooks] (.safetensors).")
    var codesOut: String?

    func validate() throws {
        guard maxSeconds > 0 else { throw ValidationError("--max-seconds is \(maxSeconds), but must be above 0.") }
        if let temperature, temperature <= 0 {
            throw ValidationError("--temperature is \(temperature), but must be above 0; use --greedy for the limit.")
        }
        if let topK, topK < 0 { throw ValidationError("--top-k is \(topK), but must be 0 or more.") }
        if let topP, !(topP > 0 && topP <= 1) {
            throw ValidationError("--top-p is \(topP), but must be above 0 and at most 1.")
        }
        guard ["wav", "flac"].contains(URL(filePath: output).pathExtension.lowercased()) else {
            throw ValidationError("--output is '\(output)', but must end in .wav or .flac.")
        }
        if let codesOut, URL(filePath: codesOut).pathExtension.lowercased() != "safetensors" {
            throw ValidationError("--codes-out is '\(codesOut)', but must end in .safetensors.")
        }
    }

    func run() throws {
        let url = URL(filePath: output)
        let checkpoint = try Checkpoint(URL(filePath: checkpoint))
        // A wrong name shows before the weights are read.
        _ = try VoiceSelection(
            speaker: speaker, language: language, checkpoint.configuration, checkpoint: checkpoint.url.path)
        let synthesizer = try Synthesizer(checkpoint)
        let interruption = Interruption(notice: "Stopping; what was spoken so far is written.")
        let line = ProgressLine()
        let start = ContinuousClock.now
        let generation = try options(checkpoint)
        let speech = try synthesizer.speak(text, speaker: speaker, language: language, generation) { frames in
            line.show("\(seconds(frames)) s spoken")
            return interruption.shouldStop()
        }
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let waveform = Waveform(samples: speech.samples, sampleRate: 24000)
        try AudioFile.write(waveform, to: url, format: url.pathExtension.lowercased() == "flac" ? .flac16 : .wav16)
        if let codesOut {
            let codes = try Tensor(
                indices: speech.codes.flatMap { $0 }, shape: [speech.frames, speech.codes.first?.count ?? 0])
            try SafetensorsWriter.write([("codes", codes)], to: URL(filePath: codesOut))
        }
        let factor = (elapsed / waveform.duration * 100).rounded() / 100
        line.print(
            "\(url.path): \(seconds(speech.frames)) s of speech in \((elapsed * 10).rounded() / 10) s, "
                + "real-time factor \(factor)")
        if !speech.hasEnded {
            line.print("The model did not end by itself: the speech was cut at \(seconds(speech.frames)) s.")
        }
    }

    private func options(_ checkpoint: Checkpoint) throws -> GenerationOptions {
        var options = try checkpoint.generationOptions()
        options.seed = seed
        options.maximumFrames = max(1, Int((maxSeconds * 12.5).rounded()))
        if let temperature {
            options.talker.temperature = temperature
            options.subTalker.temperature = temperature
        }
        if let topK {
            options.talker.topK = topK
            options.subTalker.topK = topK
        }
        if let topP {
            options.talker.topP = topP
            options.subTalker.topP = topP
        }
        if greedy {
            options.talker.isSampled = false
            options.subTalker.isSampled = false
        }
        return options
    }

    private func seconds(_ frames: Int) -> Double {
        (Double(frames) / 12.5 * 10).rounded() / 10
    }
}
