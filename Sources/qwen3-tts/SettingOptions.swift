import ArgumentParser
import Foundation
import TrainingSettings

/// The settings of a command: flags named after the settings, the environment, and a `.env` file.
struct SettingOptions: ParsableArguments {
    @Option(name: .customLong("env-file"), help: "The file with settings (default: .env, if there is one).")
    var envFile: String?

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("Settings as flags, such as --learning-rate 1e-5.", valueName: "settings"))
    var flags: [String] = []

    /// Reads the settings, and says what was odd about them on standard error.
    ///
    /// - Parameter given: values of the command's own options, by setting.
    func load(required: Set<String> = [], given: [String: String] = [:]) throws -> Settings {
        let file: URL? =
            envFile.map { URL(filePath: $0) }
            ?? (FileManager.default.fileExists(atPath: ".env") ? URL(filePath: ".env") : nil)
        let (settings, warnings) = try Settings.load(
            flags: try Self.pairs(flags).merging(given) { flag, _ in flag },
            environment: ProcessInfo.processInfo.environment, dotEnv: try file.map { try DotEnvFile(contentsOf: $0) },
            required: required)
        for warning in warnings { FileHandle.standardError.write(Data("Warning: \(warning)\n".utf8)) }
        return settings
    }

    /// `--name value` and `--name=value`.
    static func pairs(_ arguments: [String]) throws -> [String: String] {
        var pairs: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                throw ValidationError("Unexpected argument '\(argument)': settings are given as --name value.")
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
                throw ValidationError("The setting '\(name)' lacks its value: give it as \(name) VALUE.")
            }
            if pairs.updateValue(value, forKey: name) != nil {
                throw ValidationError("The setting '\(name)' is given more than once: leave all but one out.")
            }
        }
        return pairs
    }

    /// All settings with their defaults, for a command's help.
    static var help: String {
        let rows = Settings.descriptors.map { setting in
            let value = setting.defaultText.isEmpty ? "" : " (default: \(setting.defaultText))"
            return "  --\(setting.flag)\n      \(setting.help)\(value)"
        }
        return "Settings, each also as an environment variable or in .env (LEARNING_RATE for --learning-rate):\n\n"
            + rows.joined(separator: "\n")
    }
}
