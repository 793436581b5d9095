public import Foundation

/// The settings of a `.env` file, with the lines that they stand on.
///
/// `KEY=VALUE`, also after `export `. A value may stand in single quotes (taken as it is) or in double quotes (with `\n`,
/// `\"` and `\\`); without quotes it ends before ` #`. The last of several lines with the same key counts.
public struct DotEnvFile: Sendable, Equatable {
    /// One setting.
    public struct Entry: Sendable, Equatable {
        /// The name.
        public let key: String
        /// The value, without quotes; it may be secret.
        public let value: String
        /// The line, from 1.
        public let line: Int
    }

    /// How messages name the file.
    public let path: String
    /// The settings in order.
    public let entries: [Entry]

    /// Reads a file.
    ///
    /// - Throws: ``SettingsError``, naming all lines that are not settings, without their text, which may be secret.
    public init(contentsOf url: URL) throws(SettingsError) {
        let data: Data
        do {
            // By a handle, since /dev/null and pipes have no size.
            let handle = try FileHandle(forReadingFrom: url)
            defer { handle.closeFile() }
            data = try handle.readToEnd() ?? Data()
        } catch {
            throw .unreadableFile(url.relativePath, reason: Self.reason(error))
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw .unreadableFile(url.relativePath, reason: "it is not text in UTF-8")
        }
        try self.init(text: text, path: url.relativePath)
    }

    /// Reads the text of a file.
    ///
    /// - Throws: ``SettingsError``, naming all lines that are not settings, without their text, which may be secret.
    public init(text: String, path: String) throws(SettingsError) {
        var entries: [Entry] = []
        var problems: [SettingProblem] = []
        for (index, rawLine) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = rawLine.trimmingCharacters(in: .whitespaces.union(["\u{FEFF}"]))
            if line.isEmpty || line.hasPrefix("#") { continue }
            if let (key, value) = Self.entry(line) {
                entries.append(Entry(key: key, value: value, line: index + 1))
            } else {
                problems.append(.malformedLine(.file(path, line: index + 1)))
            }
        }
        guard problems.isEmpty else { throw .invalid(problems) }
        self.path = path
        self.entries = entries
    }

    /// The system's words without Foundation's around them.
    private static func reason(_ error: any Error) -> String {
        let error = error as NSError
        guard let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error else {
            return error.localizedFailureReason ?? error.localizedDescription
        }
        return reason(cause)
    }

    private static func entry(_ line: String) -> (key: String, value: String)? {
        let words = line.hasPrefix("export ") ? line.dropFirst("export ".count) : line[...]
        guard let equals = words.firstIndex(of: "=") else { return nil }
        let key = words[..<equals].trimmingCharacters(in: .whitespaces)
        guard !key.isEmpty, key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            return nil
        }
        return value(words[words.index(after: equals)...].trimmingCharacters(in: .whitespaces)).map { (key, $0) }
    }

    private static func value(_ text: String) -> String? {
        guard let quote = text.first, quote == "'" || quote == "\"" else {
            if text.hasPrefix("#") { return "" }
            let end = text.firstRange(of: /\s#/)?.lowerBound ?? text.endIndex
            return text[..<end].trimmingCharacters(in: .whitespaces)
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let after = rest.trimmingCharacters(in: .whitespaces)
                return after.isEmpty || after.hasPrefix("#") ? value : nil
            }
            if character == "\\", quote == "\"", let escaped = rest.popFirst() {
                value += escaped == "n" ? "\n" : escaped == "\"" || escaped == "\\" ? "\(escaped)" : "\\\(escaped)"
            } else {
                value.append(character)
            }
        }
        return nil
    }
}
