import ArgumentParser
import DataPublishing
import Foundation
import Hub

/// `qwen3-tts dataset upload`: a prepared folder, or some of its speakers, into a dataset of the Hub.
struct DatasetUploadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload",
        abstract: "Upload a prepared folder, or some of its speakers, into a dataset of the Hub.",
        discussion: """
            Only what changed is sent. Other speakers of the dataset and the text of its card stay. It needs a token with \
            write access: HF_TOKEN, in the environment or in .env, or 'hf auth login'.
            """)

    @Argument(help: "The folder.") var folder: String
    @Argument(help: "USER/NAME: the dataset of the Hub, which is made where it is not there.") var repository: String
    @Option(help: "A speaker that goes up (default: all). May be given several times.") var speaker: [String] = []
    @Flag(name: .customLong("private"), help: "Let only you see a dataset that is new; otherwise it is public.")
    var isPrivate = false

    func run() async throws {
        let repository = try UploadOptionGroup.repository(repository, named: "REPOSITORY")
        let upload = try DatasetUpload(URL(filePath: folder), speakers: speaker)
        try await Interruption.during("what was sent stays, and the same command goes on from there") { _ in
            try await HubClient.withClient(ModelFolder.environment()) { hub in
                let isThere = try await DatasetUpload.checkAccess(to: repository, isPrivate: isPrivate, with: hub)
                try await UploadOptionGroup.run(
                    upload, to: repository, isThere: isThere, isPrivate: isPrivate, with: hub, ProgressLine())
            }
        }
    }
}
