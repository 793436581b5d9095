import ArgumentParser
import DataPreparation
import DataPublishing
import Foundation
import Hub

/// `qwen3-tts dataset drop`: a dataset without one of its speakers.
struct DatasetDropCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Take a speaker out of a dataset: clips, reference, card and report.",
        discussion: """
            In one step: interrupted, the folder is either as it was, or finished by the next run; on the Hub it is one \
            commit, and the commits before it still have the speaker. The last speaker of a dataset stays.
            """)

    @Argument(help: "A folder, or USER/NAME on the Hugging Face Hub.") var dataset: String
    @Argument(help: "The speaker's name.") var speaker: String

    func run() async throws {
        let removal = SpeakerRemoval(speaker)
        switch DatasetPlace(dataset) {
        case .folder(let folder):
            let changed = try removal.run(in: folder)
            print("'\(speaker)' is no longer in '\(folder.path)': \(changed.count) files are changed or gone.")
        case .repository(let repository, let revision):
            guard revision == "main" else {
                throw ValidationError("A speaker is dropped from the branch main; leave @\(revision) out.")
            }
            let outcome = try await DatasetPlace.asking(dataset) { try await removal.run(on: repository, with: $0) }
            print(
                "'\(speaker)' is no longer in \(repository.id): \(outcome.changed.count) files are changed or gone (commit "
                    + "\(outcome.commit)).")
        }
    }
}
