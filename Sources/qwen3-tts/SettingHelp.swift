import TrainingSettings

/// What a command's help says of its settings: for each the flag, what it is for, what a value looks like, and the default.
struct SettingHelp {
    /// Columns of a line, so that the argument parser need not break it, which would lose its indent.
    private static let width = 70

    private let settings: [SettingDescriptor]

    init(_ settings: [SettingDescriptor]) { self.settings = settings }

    var text: String {
        var lines = Self.wrapped(
            "Each may stand in the environment or in .env as well, there in capital letters: "
                + "\(settings.first?.key ?? "").", indent: "")
        var group = ""
        for setting in settings {
            if setting.group != group {
                group = setting.group
                lines += ["", "\(group):"]
            }
            lines.append("  --\(setting.flag)")
            lines += Self.wrapped(setting.help, indent: "      ")
            let absence = setting.defaultText.isEmpty ? setting.absence : setting.defaultText
            lines += Self.wrapped(
                "Expected: \(setting.expected)." + (absence.map { " Default: \($0)." } ?? ""), indent: "      ")
        }
        return lines.joined(separator: "\n")
    }

    /// Lines of words, each as long as it may be.
    private static func wrapped(_ text: String, indent: String) -> [String] {
        text.split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append("\(indent)\(word)")
            }
        }
    }
}
