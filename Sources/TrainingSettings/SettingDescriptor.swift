/// One row of the table of settings: its name, how it is written, what it is for.
public struct SettingDescriptor: Sendable {
    /// The name in the environment and in `.env`, such as `LEARNING_RATE`.
    public let key: String
    /// The heading that it belongs under.
    public let group: String
    /// What it is for, in one line.
    public let help: String
    /// What a value looks like; completes "expected …".
    public let expected: String
    /// How the default is written; empty if there is none.
    public let defaultText: String
    /// What happens without a value, where the default cannot be written as a value.
    public let absence: String?

    /// The words that a value may be; empty where it is no choice among words.
    public let choices: [String]

    /// What a run's course is compared by, when it goes on; `nil` where it is the same whatever the value is.
    let course: (@Sendable (Settings) -> String)?

    /// Whether the course of a run depends on a setting.
    enum Decision {
        /// A run goes on only with the same value.
        case course
        /// A run may go on with another.
        case nothing
    }

    /// Sets the value that a text stands for; `false` if it stands for none.
    let set: @Sendable (String, inout Settings) -> Bool

    /// The name on the command line, such as `learning-rate`.
    public var flag: String { key.lowercased().replacing("_", with: "-") }

    init<Value: Sendable>(
        _ group: String, _ key: String, _ path: any WritableKeyPath<Settings, Value> & Sendable,
        _ kind: ValueKind<Value>,
        _ help: String, absence: String? = nil, decides decision: Decision = .course
    ) {
        self.key = key
        self.group = group
        self.help = help
        self.absence = absence
        expected = kind.expected
        choices = kind.choices
        defaultText = kind.format(Settings()[keyPath: path])
        switch decision {
        case .nothing: course = nil
        case .course: course = { (settings: Settings) in kind.format(settings[keyPath: path]) }
        }
        set = { text, settings in
            guard let value = kind.parse(text) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }

    /// The choice that a text, or an item of a list, is a misspelling of.
    func nearestChoice(to text: String) -> String? {
        let items = text.split(separator: ",").map { String($0).trimmed.lowercased() }
        return items.first { !choices.contains($0) }.flatMap { nearest(to: $0, among: choices) }
    }
}

extension Settings {
    /// Those settings that the course of a run depends on, by key, as they are written.
    public var courseSettings: [String: String] {
        var course: [String: String] = [:]
        for descriptor in Self.descriptors { course[descriptor.key] = descriptor.course?(self) }
        // However the size of a batch was said.
        course["TRAIN_BATCH_SIZE"] = String(effectiveTrainBatchSize)
        return course
    }

    /// What they are where nothing is set.
    public static let courseDefaults = Settings().courseSettings
}
