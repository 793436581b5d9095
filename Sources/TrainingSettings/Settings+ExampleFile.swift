extension Settings {
    /// The text of `.env.training.example`: every setting with its meaning and its default.
    public static var exampleFile: String {
        var text = """
            # Settings of qwen3-tts: copy this file to .env and change what you need.
            # A flag (--learning-rate 5e-6) wins over an environment variable, which wins over .env.
            # A line that starts with '#' leaves the default that it shows.

            """
        var group = ""
        for setting in descriptors {
            if setting.group != group {
                group = setting.group
                text += "\n# ---- \(group) ----\n"
            }
            text += "\n# \(setting.help)\n# Expected: \(setting.expected)."
            if let absence = setting.absence { text += " Default: \(absence)." }
            text += "\n\(setting.key == "INIT_MODEL_PATH" ? "" : "#")\(setting.key)=\(setting.defaultText)\n"
        }
        return text
    }
}
