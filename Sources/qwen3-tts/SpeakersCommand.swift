import ArgumentParser
import Foundation
import Qwen3TTS
import SpeechGeneration

/// `qwen3-tts speakers`: who a checkpoint speaks as.
struct SpeakersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speakers",
        abstract: "List a checkpoint's speakers.",
        discussion: """
            One line for each, in alphabetical order: the name, the row of the codec embedding, and the dialect where there \
            is one, with tabs between. Only config.json is read.
            """)

    /// A speaker as JSON has it.
    private struct Speaker: Encodable {
        var name: String
        var row: Int
        var dialect: String?
    }

    @Argument(help: "A checkpoint: a folder, or USER/NAME[@REVISION] on the Hugging Face Hub.") var checkpoint: String
    @Flag(help: "Print a JSON array instead.") var json = false

    func run() async throws {
        let url = try await ModelFolder.resolve(checkpoint, needing: .configuration)
        let talker = try Checkpoint.configuration(of: url).talker
        let speakers = talker.speakers.sorted { $0.key < $1.key }.map { name, row in
            Speaker(name: name, row: row.index, dialect: talker.dialects[name]?.language)
        }
        guard !speakers.isEmpty else { throw SynthesisError.noSpeakers(checkpoint: url.path) }
        if json { return print(try oneLineJSON(speakers)) }
        for speaker in speakers {
            print([speaker.name, "\(speaker.row)", speaker.dialect].compactMap { $0 }.joined(separator: "\t"))
        }
    }
}
