import ArgumentParser
import Foundation
import Qwen3TTS

/// `qwen3-tts languages`: the languages that a checkpoint has tags for.
struct LanguagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "languages",
        abstract: "List a checkpoint's languages.",
        discussion: """
            One line for each, in alphabetical order: the name and the row of the codec embedding, with a tab between. Auto, \
            which has no row, is not among them. Only config.json is read.
            """)

    /// A language as JSON has it.
    private struct Language: Encodable {
        var name: String
        var row: Int
    }

    @Argument(help: "A checkpoint: a folder, or USER/NAME[@REVISION] on the Hugging Face Hub.") var checkpoint: String
    @Flag(help: "Print a JSON array instead.") var json = false

    func run() async throws {
        let folder = try await ModelFolder.resolve(checkpoint, needing: .configuration)
        let talker = try Checkpoint.configuration(of: folder).talker
        let languages = talker.languages.sorted { $0.key < $1.key }.map { Language(name: $0, row: $1) }
        if json { return print(try oneLineJSON(languages)) }
        for language in languages { print("\(language.name)\t\(language.row)") }
    }
}
