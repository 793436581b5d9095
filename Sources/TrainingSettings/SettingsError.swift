/// Why there are no settings.
public enum SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A `.env` file cannot be read.
    case unreadableFile(String, reason: String)
    /// Everything that is wrong with what was set.
    case invalid([SettingProblem])

    /// One line per problem.
    public var description: String {
        switch self {
        case .unreadableFile(let path, let reason): "The settings in '\(path)' cannot be read: \(reason)"
        case .invalid(let problems): problems.map(\.description).joined(separator: "\n")
        }
    }
}

/// One thing that is wrong with what was set.
public enum SettingProblem: Sendable, Equatable, CustomStringConvertible {
    /// A value that is none.
    ///
    /// `nearest` is the choice that was perhaps meant.
    case value(key: String, source: SettingSource, found: String, expected: String, nearest: String? = nil)
    /// A setting that is needed here.
    case missing(key: String, flag: String, expected: String)
    /// A flag that no setting has, and the one that was perhaps meant.
    case unknownFlag(String, nearest: String?)
    /// A flag of the Python project that this version does not use.
    case unusedFlag(String)
    /// A flag that was given in two spellings.
    case repeatedFlag(String)
    /// A line that is not `KEY=VALUE`.
    case malformedLine(SettingSource)
    /// A warm-up that outlasts the run.
    case warmupExceedsSteps(warmup: Int, source: SettingSource, maxSteps: Int)
    /// Neither epochs nor steps.
    case nothingToDo

    /// What is wrong, where, what was found and what was expected.
    public var description: String {
        switch self {
        case .value(let key, let source, let found, let expected, let nearest):
            "\(key) (\(source)): found '\(found)', expected \(expected)"
                + (nearest.map { "; did you mean '\($0)'?" } ?? ".")
        case .missing(let key, let flag, let expected):
            "\(key) is not set: expected \(expected), as --\(flag), in the environment or in .env."
        case .unknownFlag(let flag, let nearest):
            "There is no flag --\(flag)" + (nearest.map { "; did you mean --\($0)?" } ?? ".")
        case .unusedFlag(let flag):
            "--\(flag) is known, but this version does not use it: leave it out."
        case .repeatedFlag(let flag):
            "--\(flag) is given more than once: leave all but one out."
        case .malformedLine(let source):
            "\(source): expected KEY=VALUE, with a closing quote if the value starts with one."
        case .warmupExceedsSteps(let warmup, let source, let maxSteps):
            "WARMUP_STEPS (\(source)): found \(warmup), expected at most MAX_STEPS, which is \(maxSteps)."
        case .nothingToDo:
            "NUM_EPOCHS and MAX_STEPS are both 0: expected one of them above 0."
        }
    }
}
