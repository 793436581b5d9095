import Foundation

/// How a setting's value is written.
struct ValueKind<Value: Sendable>: Sendable {
    /// Completes "expected …".
    let expected: String
    /// The words that it may be, where it is a choice among words.
    var choices: [String] = []
    /// `nil` if the text is not a value.
    let parse: @Sendable (String) -> Value?
    let format: @Sendable (Value) -> String
}

extension ValueKind where Value == Int {
    static func integer(from minimum: Int) -> Self {
        Self(expected: "a whole number from \(minimum) on") { text in
            Int(text).flatMap { $0 >= minimum ? $0 : nil }
        } format: {
            "\($0)"
        }
    }
}

extension ValueKind where Value == Double {
    static let positive = number("a number above 0") { $0 > 0 }
    static let notNegative = number("a number from 0 on") { $0 >= 0 }
    static let share = number("a number from 0 to 1") { (0...1).contains($0) }
    static let belowOne = number("a number from 0 to below 1") { (0..<1).contains($0) }

    private static func number(_ expected: String, where isAllowed: @escaping @Sendable (Double) -> Bool) -> Self {
        Self(expected: expected) { text in
            Double(text).flatMap { $0.isFinite && isAllowed($0) ? $0 : nil }
        } format: {
            "\($0)".replacing("e-0", with: "e-")
        }
    }
}

extension ValueKind where Value == String {
    static let path = Self(expected: "the path of a folder") { text in
        text.isEmpty ? nil : (text as NSString).expandingTildeInPath
    } format: {
        $0
    }
}

extension ValueKind where Value == String {
    static let repository = Self(expected: "USER/NAME or USER/NAME@REVISION") { text in
        text.wholeMatch(of: /[\w.-]+\/[\w.-]+(@\S+)?/) == nil ? nil : text
    } format: {
        $0
    }

    static let word = Self(expected: "one word") { text in
        text.isEmpty || text.contains(where: \.isWhitespace) ? nil : text.lowercased()
    } format: {
        $0
    }
}

extension ValueKind {
    /// A value that may be absent, which no text says.
    static func optional<Wrapped>(_ kind: ValueKind<Wrapped>) -> Self where Value == Wrapped? {
        Self(expected: kind.expected, choices: kind.choices) {
            kind.parse($0).map(Optional.some)
        } format: {
            $0.map(kind.format) ?? ""
        }
    }

    /// One of an enum's words.
    static func choice() -> Self where Value: RawRepresentable<String> & CaseIterable {
        let choices = Value.allCases.map(\.rawValue)
        return Self(expected: choices.map { "'\($0)'" }.joined(separator: " or "), choices: choices) {
            Value(rawValue: $0.lowercased())
        } format: {
            $0.rawValue
        }
    }
}

extension ValueKind where Value == [String] {
    static let speakers = Self(expected: "names with commas between") { text in
        let names = list(text, separator: ",").map { $0.lowercased() }
        return names.isEmpty || names.contains("") || Set(names).count < names.count ? nil : names
    } format: {
        $0.joined(separator: ",")
    }
}

extension ValueKind where Value == Set<TrainablePart> {
    static let parts = Self(
        expected:
            "one or more of \(TrainablePart.allCases.map(\.rawValue).joined(separator: ", ")), with commas between",
        choices: TrainablePart.allCases.map(\.rawValue)
    ) { text in
        let names = list(text, separator: ",")
        let parts = names.compactMap { TrainablePart(rawValue: $0.lowercased()) }
        return parts.isEmpty || parts.count < names.count ? nil : Set(parts)
    } format: { parts in
        TrainablePart.allCases.filter(parts.contains).map(\.rawValue).joined(separator: ",")
    }
}

extension ValueKind where Value == [NewLanguage] {
    static let languages = Self(
        expected: "NAME=LANGUAGE+LANGUAGE, such as hausa=english+french, with commas between"
    ) { text in
        var languages: [NewLanguage] = []
        for item in list(text.lowercased(), separator: ",") {
            let sides = list(item, separator: "=")
            guard sides.count == 2, !sides[0].isEmpty, !languages.contains(where: { $0.name == sides[0] }) else {
                return nil
            }
            let sources = list(sides[1], separator: "+")
            if sources.isEmpty || sources.contains("") || sources.contains(sides[0]) { return nil }
            languages.append(NewLanguage(name: sides[0], sources: sources))
        }
        return languages.isEmpty ? nil : languages
    } format: { languages in
        languages.map { "\($0.name)=\($0.sources.joined(separator: "+"))" }.joined(separator: ",")
    }
}

extension ValueKind where Value == Warmup {
    static let warmup = Self(expected: "a whole number from 0 on, or a share such as 5%") { text in
        guard text.hasSuffix("%") else { return Int(text).flatMap { $0 >= 0 ? .steps($0) : nil } }
        let percent = Double(text.dropLast())
        return percent.flatMap { (0...100).contains($0) ? .fraction($0 / 100) : nil }
    } format: {
        "\($0)"
    }
}

extension ValueKind where Value == DeviceChoice {
    static let device = Self(
        expected: "'auto', 'cpu', 'cuda' or 'cuda:N'", choices: ["auto", "cpu", "cuda"]
    ) {
        DeviceChoice($0)
    } format: {
        "\($0)"
    }
}

/// The parts of a list, without white space around them; none for an empty text.
private func list(_ text: String, separator: Character) -> [String] {
    guard !text.isEmpty else { return [] }
    return text.split(separator: separator, omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
}
