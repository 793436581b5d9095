import ArgumentParser

/// Where the program begins.
@main
enum Program {
    static func main() async {
        await Command.main(CommandLine.arguments.dropFirst().map(withHyphens))
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
