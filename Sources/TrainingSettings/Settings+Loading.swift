import Foundation

extension Settings {
    /// Reads all settings: a flag wins over the environment, that over `.env`, and that over the default.
    ///
    /// An empty value in the environment or in `.env` counts as not set. Names in the environment that are no setting are left
    /// alone; in `.env` they are warned of.
    ///
    /// - Parameters:
    ///   - flags: values by the flag's name, with or without dashes in front, or by key.
    ///   - environment: the process's environment.
    ///   - dotEnv: the `.env` file, if there is one.
    ///   - required: keys that must be set, such as `INIT_MODEL_PATH` for fine-tuning.
    /// - Throws: ``SettingsError/invalid(_:)`` with all problems at once.
    public static func load(
        flags: [String: String], environment: [String: String], dotEnv: DotEnvFile? = nil, required: Set<String> = []
    ) throws(SettingsError) -> (settings: Settings, warnings: [SettingsWarning]) {
        var settings = Settings()
        var (given, problems) = flagValues(flags)
        let (fileValues, warnings) = values(in: dotEnv)

        for setting in descriptors {
            let inEnvironment = environment[setting.key].flatMap { text -> Value? in
                text.trimmed.isEmpty ? nil : (text, SettingSource.environment)
            }
            guard let (text, source) = given[setting.key] ?? inEnvironment ?? fileValues[setting.key] else {
                if required.contains(setting.key) {
                    problems.append(.missing(key: setting.key, flag: setting.flag, expected: setting.expected))
                }
                continue
            }
            given[setting.key] = (text, source)
            if !setting.set(text.trimmed, &settings) {
                problems.append(
                    .value(
                        key: setting.key, source: source, found: text.visible, expected: setting.expected,
                        nearest: setting.nearestChoice(to: text.trimmed)))
            }
        }
        if settings.cacheDirectory.isEmpty { settings.cacheDirectory = defaultCache(environment) }
        problems += settings.contradictions(warmupSource: given["WARMUP_STEPS"]?.source)
        guard problems.isEmpty else { throw .invalid(problems) }
        return (settings, warnings)
    }

    private typealias Value = (text: String, source: SettingSource)

    private static func flagValues(_ flags: [String: String]) -> (values: [String: Value], problems: [SettingProblem]) {
        var values: [String: Value] = [:]
        var problems: [SettingProblem] = []
        for (name, text) in flags.sorted(by: { $0.key < $1.key }) {
            let flag = name.drop { $0 == "-" }.lowercased().replacing("_", with: "-")
            guard let key = key(forFlag: flag) else {
                let meant = nearest(to: flag, among: descriptors.lazy.map(\.flag))
                let isUnused = UnusedKeys.contains(flag.uppercased().replacing("-", with: "_"))
                problems.append(isUnused ? .unusedFlag(flag) : .unknownFlag(flag, nearest: meant))
                continue
            }
            if values.updateValue((text, .flag(flag)), forKey: key) != nil { problems.append(.repeatedFlag(flag)) }
        }
        return (values, problems)
    }

    private static func values(in file: DotEnvFile?) -> (values: [String: Value], warnings: [SettingsWarning]) {
        guard let file else { return ([:], []) }
        let keys = Set(descriptors.map(\.key))
        var values: [String: Value] = [:]
        var lines: [String: Int] = [:]
        var warnings: [SettingsWarning] = []
        for entry in file.entries {
            let source = SettingSource.file(file.path, line: entry.line)
            if let first = lines.updateValue(entry.line, forKey: entry.key) {
                warnings.append(.repeated(key: entry.key, source: source, firstLine: first))
            } else if UnusedKeys.contains(entry.key) {
                warnings.append(.unused(key: entry.key, source: source))
            } else if !keys.contains(entry.key) {
                let meant = nearest(to: entry.key, among: descriptors.map(\.key) + UnusedKeys.names.sorted())
                warnings.append(.unknown(key: entry.key, source: source, nearest: meant))
            }
            values[entry.key] = entry.value.isEmpty ? nil : (entry.value, source)
        }
        return (values, warnings)
    }

    private func contradictions(warmupSource: SettingSource?) -> [SettingProblem] {
        var problems: [SettingProblem] = []
        if epochs == 0, maxSteps == 0 { problems.append(.nothingToDo) }
        if case .steps(let steps) = warmup, let warmupSource, maxSteps > 0, steps > maxSteps {
            problems.append(.warmupExceedsSteps(warmup: steps, source: warmupSource, maxSteps: maxSteps))
        }
        return problems
    }

    private static func defaultCache(_ environment: [String: String]) -> String {
        let folder = "qwen3-tts"
        // The convention has a relative path ignored.
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return "\(cache)/\(folder)" }
        let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
        return "\(home)/.cache/\(folder)"
    }
}
