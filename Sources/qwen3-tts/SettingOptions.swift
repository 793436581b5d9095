import ArgumentParser
import Foundation
import TrainingSettings

/// A command that takes settings as flags beside its own options.
protocol SettingsTaking: ParsableCommand {
    /// The settings that it uses; it takes no others.
    static var settingKeys: Set<String> { get }
}

extension SettingsTaking {
    /// The descriptors of the settings that it uses, in the order of the table.
    static var settings: [SettingDescriptor] { Settings.descriptors.filter { settingKeys.contains($0.key) } }
}

/// The settings of a command: flags named after the settings, the environment, and a `.env` file.
struct SettingOptions<Taker: SettingsTaking>: ParsableArguments {
    @Option(name: .customLong("env-file"), help: "The file with settings (default: .env, if there is one).")
    var envFile: String?

    // Whatever the command's own options are not; `CommandPath` refuses what is no setting either.
    @Argument(parsing: .allUnrecognized, help: Self.help)
    var flags: [String] = []

    private static var help: ArgumentHelp {
        ArgumentHelp(
            "Settings as flags, such as --\(Taker.settings.first?.flag ?? "seed") VALUE:",
            discussion: SettingHelp(Taker.settings).text, valueName: "settings")
    }

    /// `--name value` and `--name=value`, by name.
    private func values() throws -> [String: String] {
        var values: [String: String] = [:]
        var rest = flags[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                throw ValidationError("Unexpected argument '\(argument)': settings are given as --name value.")
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            let isAlone = parts.count == 1
            guard let value = isAlone ? rest.first.flatMap({ $0.hasPrefix("--") ? nil : $0 }) : parts[1] else {
                throw ValidationError("The setting '\(name)' lacks its value: give it as \(name) VALUE.")
            }
            if isAlone { rest.removeFirst() }
            if values.updateValue(value, forKey: name) != nil {
                throw ValidationError("The setting '\(name)' is given more than once: leave all but one out.")
            }
        }
        return values
    }

    /// Reads the settings, and says what was odd about them on standard error.
    func load(required: Set<String> = []) throws -> Settings {
        let file: URL? =
            envFile.map { URL(filePath: $0) }
            ?? (FileManager.default.fileExists(atPath: ".env") ? URL(filePath: ".env") : nil)
        let (settings, warnings) = try Settings.load(
            flags: try values(), environment: ProcessInfo.processInfo.environment,
            dotEnv: try file.map { try DotEnvFile(contentsOf: $0) }, required: required)
        for warning in warnings { FileHandle.standardError.write(Data("Warning: \(warning)\n".utf8)) }
        return settings
    }
}
