import ArgumentParser
import Audio
import Foundation
import Qwen3TTS
import SpeechDataset

/// `qwen3-tts export`: a checkpoint as another of the official types.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Make a base checkpoint of a fine-tuned one, or a custom_voice checkpoint of a base one.",
        discussion: """
            Fine-tuning leaves custom_voice checkpoints, which speak as named speakers and have no speaker encoder. A base \
            checkpoint takes one from the model that the fine-tuning started from; it clones voices from recordings, and can \
            be fine-tuned again:

              qwen3-tts export runs/finetune/best --as base --speaker-encoder-from Qwen/Qwen3-TTS-12Hz-0.6B-Base -o my-base

            A custom_voice checkpoint takes voices from recordings without any training, a row for each name:

              qwen3-tts export my-base --as custom_voice --speaker amina=amina.wav --speaker john=john.wav -o my-voices
            """)

    /// The official types that a checkpoint can be made into.
    enum Target: String, CaseIterable, ExpressibleByArgument {
        case base
        case customVoice = "custom_voice"
    }

    @Argument(help: "A checkpoint: a folder, or USER/NAME[@REVISION] on the Hugging Face Hub.") var checkpoint: String
    @Option(name: .customLong("as"), help: "The type to make.") var target: Target
    @Option(
        name: .customLong("speaker-encoder-from"),
        help: ArgumentHelp(
            "The base checkpoint whose speaker encoder is used: a folder, or USER/NAME[@REVISION] on the Hub.",
            valueName: "checkpoint"))
    var encoder: String?
    @Option(
        name: .customLong("speaker"),
        help: ArgumentHelp(
            "With --as custom_voice: a new speaker, and a recording of 3 to 15 clean seconds that shows the voice; once more with the "
                + "same name for a further recording.", valueName: "name=recording"))
    var speakers: [String] = []
    @Option(
        name: [.short, .customLong("output-dir")],
        help: ArgumentHelp("The folder to make; it must not exist.", valueName: "folder"))
    var outputDirectory: String

    func validate() throws {
        switch target {
        case .base:
            guard encoder != nil else {
                throw ValidationError(
                    "--as base needs --speaker-encoder-from, the base model that the fine-tuning started from.")
            }
            if let speaker = speakers.first {
                throw ValidationError(
                    "--speaker \(speaker) is for --as custom_voice: a base checkpoint takes no recordings.")
            }
        case .customVoice:
            guard !speakers.isEmpty else {
                throw ValidationError("--as custom_voice needs --speaker NAME=RECORDING, once for each speaker.")
            }
            _ = try places()
        }
    }

    func run() async throws {
        let output = URL(filePath: outputDirectory, directoryHint: .isDirectory)
        let checkpoint = try await Checkpoint(ModelFolder.resolve(checkpoint))
        var base: Checkpoint?
        if let encoder { base = try await Checkpoint(ModelFolder.resolve(encoder)) }
        switch target {
        case .base:
            if let base { try checkpoint.exportBase(speakerEncoderFrom: base, to: output) }
        case .customVoice:
            let voices = try places().map { name, places in
                try Checkpoint.NamedVoice(
                    name, recordings: places.map { try Self.recording($0) })
            }
            try checkpoint.exportCustomVoice(voices, speakerEncoderFrom: base, to: output)
        }
        print("Made '\(output.path)', a \(target.rawValue) checkpoint.")
    }

    /// The recordings of each name, in the order in which the names came.
    private func places() throws -> [(name: String, places: [String])] {
        var result: [(name: String, places: [String])] = []
        for text in speakers {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let name = SpeakerName.canonical(parts[0]) else {
                throw ValidationError(
                    "--speaker is '\(text)', but must be NAME=RECORDING, with a name of letters a to z, digits, '.', '_' and '-'."
                )
            }
            if let index = result.firstIndex(where: { $0.name == name }) {
                result[index].places.append(parts[1])
            } else {
                result.append((name, [parts[1]]))
            }
        }
        return result
    }

    private static func recording(_ path: String) throws -> [Float] {
        try AudioFile.readSaying(URL(filePath: path), maximumDuration: 600).resampled(to: 24000).samples
    }
}
