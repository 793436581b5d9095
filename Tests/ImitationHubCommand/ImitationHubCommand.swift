import ArgumentParser
import Foundation
import ImitationHub
import Synchronization

/// `imitation-hub`: a Hub in memory for clients of other languages.
@main
struct ImitationHubCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imitation-hub",
        abstract: "Serve an imitation of the Hugging Face Hub on 127.0.0.1.",
        discussion: """
            Prints the addresses of the Hub (HF_ENDPOINT) and of its control, one a line, and serves until it is ended. \
            Tokens: \(ImitationHub.writeToken) and \(ImitationHub.readToken), of the user alice of myorg. The control \
            answers GET /state, and takes POST /faults with {"method", "path", "kind", "times"}.
            """)

    @Option(help: "The port of the Hub; 0 is a free one.") var port = 0
    @Option(help: "End after so many seconds.") var seconds = 600
    @Option(help: "Bytes that are stored in one piece at most.") var largestBasic = 1 << 22
    @Option(help: "Bytes of a part of what is larger.") var partSize = 1 << 20
    @Option(help: "Entries of a list that come at once.") var pageSize = 1000
    @Option(help: "A folder to serve as a model: OWNER/NAME=FOLDER.") var model: [String] = []
    @Option(help: "A folder to serve as a dataset: OWNER/NAME=FOLDER.") var dataset: [String] = []

    func validate() throws {
        guard seconds > 0, largestBasic > 0, partSize > 0, pageSize > 0 else {
            throw ValidationError("Sizes and times are more than 0.")
        }
    }

    func run() async throws {
        let imitation = ImitationHub()
        for (kind, texts) in [("models", model), ("datasets", dataset)] {
            for text in texts {
                let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard halves.count == 2, halves[0].split(separator: "/").count == 2 else {
                    throw ValidationError("'\(text)' is not OWNER/NAME=FOLDER.")
                }
                imitation.put(try ImitationHub.files(in: URL(filePath: halves[1])), in: "\(kind)/\(halves[0])")
            }
        }
        imitation.state.withLock {
            $0.largestBasic = largestBasic
            $0.partSize = partSize
            $0.pageSize = pageSize
        }
        try imitation.start(port: port)
        let control = Control(imitation: imitation)
        let server = try ImitationServer(port: 0) { control.answer($0) }
        // Whoever reads it line by line must not wait.
        FileHandle.standardOutput.write(Data("hub \(imitation.endpoint)\ncontrol \(server.origin)\n".utf8))
        // SIGTERM ends the process as it ends any other; nothing has to be kept.
        try await Task.sleep(for: .seconds(seconds))
        server.stop()
        imitation.stop()
    }
}
