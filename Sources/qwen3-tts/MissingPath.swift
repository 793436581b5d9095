import Foundation
import TrainingSettings

/// A path that leads nowhere.
struct MissingPath {
    /// The path, as it was given.
    let text: String
    /// The last folder of it that there is.
    private let found: URL
    /// The first name of it that is missing, and those below.
    private let missing: [String]

    /// nil where something is there.
    init?(_ text: String) {
        guard !text.isEmpty, !FileManager.default.fileExists(atPath: text) else { return nil }
        self.text = text
        var found = URL(filePath: text.hasPrefix("/") ? "/" : ".")
        var names = text.split(separator: "/").map(String.init)[...]
        while let name = names.first, FileManager.default.fileExists(atPath: found.appending(path: name).path) {
            found.append(path: name)
            names.removeFirst()
        }
        self.found = found
        missing = Array(names)
    }

    /// Whether all but its last name is there.
    var hasFolder: Bool { missing.count == 1 && text.dropLast().contains("/") }

    /// The path that was perhaps meant, as the user would write it: something is there.
    var nearest: String? {
        guard let first = missing.first, let name = TrainingSettings.nearest(to: first, among: neighbours) else {
            return nil
        }
        let names = text.split(separator: "/").map(String.init)
        let path = names.dropLast(missing.count) + [name] + missing.dropFirst()
        let whole = (text.hasPrefix("/") ? "/" : "") + path.joined(separator: "/")
        return FileManager.default.fileExists(atPath: whole) ? whole : nil
    }

    /// What is in the last folder that there is, in the order of the alphabet; what cannot be listed has nothing.
    var neighbours: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: found.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }
}

/// What a user named is neither here nor can it be had from the Hub.
enum MissingPlaceError: Error, Equatable, CustomStringConvertible {
    /// It has the form of a Hub's name, but a folder of this machine would hold it.
    case noFolder(String, nearest: String?, neighbours: [String], isHubName: Bool)
    /// The Hub was asked as well.
    case nowhere(String, nearest: String?, reason: String)

    var description: String {
        switch self {
        case .noFolder(let text, let nearest, let neighbours, let isHubName):
            "There is no folder or file '\(text)'."
                + (nearest.map { " Did you mean '\($0)'?" } ?? " Beside it there is: \(Self.list(neighbours)).")
                + (isHubName ? " For the dataset '\(text)' of the Hub, write \(text)@main." : "")
        case .nowhere(let text, let nearest, let reason):
            "There is no folder '\(text)' here\(nearest.map { " (did you mean '\($0)'?)" } ?? ""), and it cannot be had "
                + "from the Hub either. \(reason)"
        }
    }

    private static func list(_ names: [String]) -> String {
        guard !names.isEmpty else { return "nothing" }
        return names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }
}
