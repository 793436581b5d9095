import ArgumentParser
import TrainingSettings

/// The subcommand that arguments are for, and what is looked at in them before the argument parser does.
///
/// The argument parser names misspelt options only after it has missed what they were to give, and not at all where a command takes
/// settings beside its options.
struct CommandPath {
    /// The command's names, such as `dataset drop`.
    private(set) var names: [String] = []
    private(set) var command: any ParsableCommand.Type
    private let root: any ParsableCommand.Type
    private var arguments: ArraySlice<String>

    init(_ arguments: [String], of root: any ParsableCommand.Type) {
        self.root = root
        self.arguments = arguments[...]
        command = root
        while let next = Self.subcommand(self.arguments.first, of: command) {
            names.append(self.arguments.removeFirst())
            command = next
        }
        command = command.configuration.defaultSubcommand ?? command
    }

    /// - Throws: `ValidationError` for a subcommand, an option or a setting that is none.
    func check() throws {
        try checkSubcommand()
        let options = self.options
        var last = ""
        for argument in arguments.prefix(while: { $0 != "--" }) {
            defer { last = argument }
            // What follows an option may be a value such as -40.
            let form =
                last.hasPrefix("--") && !last.contains("=")
                ? /(--)([a-z][a-z0-9-]*)(=.*)?/ : /(--?)([a-z][a-z0-9-]+)(=.*)?/
            guard let match = try form.dotMatchesNewlines().wholeMatch(in: argument) else { continue }
            let name = String(match.2)
            guard match.1 == "-" || !options.contains(name) else { continue }
            guard match.1 == "--", Settings.key(forFlag: name) != nil else {
                throw ValidationError(
                    "Unknown option '\(match.1)\(name)'"
                        + (nearest(to: name, among: options.sorted()).map { ". Did you mean '--\($0)'?" } ?? "."))
            }
            throw ValidationError(
                "'\(title)' does not use the setting '--\(name)': leave it out.")
        }
    }

    /// The command as it is typed.
    var title: String { ([root.configuration.commandName ?? ""] + names).joined(separator: " ") }

    private func checkSubcommand() throws {
        let all = command.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard all.count > 1, let first = arguments.first, !first.hasPrefix("-"), first != "help" else { return }
        throw ValidationError(
            "There is no subcommand '\(first)'"
                + (nearest(to: first, among: all).map { ". Did you mean '\($0)'?" }
                    ?? ": there are \(all.joined(separator: ", "))."))
    }

    /// All that may stand behind two dashes: what the help lists, settings, and what the argument parser has of its own.
    private var options: Set<String> {
        let help = root.helpMessage(for: command, includeHidden: true)
        let settings = (command as? any SettingsTaking.Type)?.settings.map(\.flag) ?? []
        return Set(help.matches(of: /--([a-z][a-z0-9-]*)/).map { String($0.1) } + settings)
            .union(["help-hidden", "experimental-dump-help", "generate-completion-script"])
            .union((command as? any SettingsTaking.Type) == nil ? [] : Settings.unusedFlags)
    }

    private static func subcommand(
        _ name: String?, of command: any ParsableCommand.Type
    ) -> (any ParsableCommand.Type)? {
        command.configuration.subcommands.first { name != nil && $0.configuration.commandName == name }
    }
}
