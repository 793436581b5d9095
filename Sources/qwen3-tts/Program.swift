import ArgumentParser
import Foundation
import Torch

/// Where the program begins.
@main
enum Program {
    static func main() async {
        // What uses tensors for long; it costs loading libtorch twice.
        if ["finetune", "speak", "codec", "prepare"].contains(CommandLine.arguments.dropFirst().first) {
            Runtime.restartWithShortSpins()
        }
        let arguments = CommandLine.arguments.dropFirst().map(withHyphens)
        let path = CommandPath(arguments, of: Command.self)
        do {
            try path.check()
            try await run(arguments)
        } catch let error as ValidationError {
            let advice = "  See '\(path.title) --help' for more information."
            FileHandle.standardError.write(Data("Error: \(error.message)\n\(advice)\n".utf8))
            exit(ExitCode.validationFailure.rawValue)
        } catch {
            Command.exit(withError: error)
        }
    }

    @concurrent private static func run(_ arguments: [String]) async throws {
        var command = try Command.parseAsRoot(arguments)
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    /// A flag in the spelling of the Python project (`--output_dir`) in this one's; anything else as it is.
    static func withHyphens(_ argument: String) -> String {
        guard argument.hasPrefix("--") else { return argument }
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0]).replacing("_", with: "-")
        // A text that is spoken may begin with dashes too.
        guard name.dropFirst(2).allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else { return argument }
        return parts.count == 2 ? "\(name)=\(parts[1])" : name
    }
}
