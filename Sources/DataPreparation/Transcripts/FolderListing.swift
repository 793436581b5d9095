import Foundation
import SpeechDataset

/// The names in a folder, to be looked up by how they may be written.
struct FolderListing {
    /// More names are not offered for one that is missing.
    static let namesShown = 3
    /// Names are compared letter by letter in folders of at most so many, and for at most so many that are missing.
    private static let comparisons = (names: 2000, lookups: 20)

    /// Names by themselves without blanks at the ends; texts that are composed otherwise are equal in Swift.
    private var names: [String: [String]] = [:]
    /// Recordings by their names without extension.
    private var recordings: [String: [String]] = [:]
    /// Names by what is left of them without case, extension, leading zeros and kind of separator.
    private var loose: [String: [String]] = [:]
    private let sorted: [String]
    private var lookups = 0

    /// Reads a folder; nil where there is none that can be read.
    init?(_ folder: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        sorted = names.sorted()
        for name in sorted {
            let trimmed = name.trimmingWhitespace()
            self.names[trimmed, default: []].append(name)
            if let stem = RecordingName.stem(of: trimmed) { recordings[stem, default: []].append(name) }
            loose[Self.loose(trimmed), default: []].append(name)
        }
    }

    /// What the same name stands for, composed otherwise or with blanks at its ends.
    func same(as name: String) -> [String] { names[name.trimmingWhitespace()] ?? [] }

    /// The recordings whose name is this with an extension in any case.
    func recordings(called name: String) -> [String] { recordings[name.trimmingWhitespace()] ?? [] }

    /// What may be meant by a name that is not there, the likeliest first, at most three.
    ///
    /// Names in another case, with another extension, other zeros in their numbers or another separator; with or without a part at the
    /// end; and last, as far as the time allows, with one letter exchanged, or one or two more or fewer.
    mutating func near(_ name: String) -> [String] {
        let stem = RecordingName.stem(of: name) ?? name
        var found = loose[Self.loose(name)] ?? []
        if found.isEmpty { found = extended(stem) }
        if found.isEmpty, let end = stem.lastIndex(where: Self.isSeparator), end > stem.startIndex {
            found = loose[Self.loose(String(stem[..<end]))] ?? []
        }
        if found.isEmpty { found = similar(stem) }
        return Array(found.prefix(Self.namesShown))
    }

    /// The names that go on with a separator.
    private func extended(_ stem: String) -> [String] {
        guard !stem.isEmpty else { return [] }
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < stem { low = middle + 1 } else { high = middle }
        }
        let rest = sorted[low...].prefix(64).prefix { $0.hasPrefix(stem) }
        return rest.filter { $0.dropFirst(stem.count).first.map(Self.isSeparator) == true }
    }

    private mutating func similar(_ stem: String) -> [String] {
        guard sorted.count <= Self.comparisons.names, lookups < Self.comparisons.lookups, stem.count > 3 else {
            return []
        }
        lookups += 1
        let wanted = Array(stem.lowercased())
        // Another number is another recording, however like the name is.
        let digits = wanted.filter(\.isNumber)
        let distances = sorted.compactMap { name -> (distance: Int, name: String)? in
            let other = Array((RecordingName.stem(of: name) ?? name).lowercased())
            guard abs(other.count - wanted.count) <= 2, other.filter(\.isNumber) == digits else { return nil }
            let distance = other.difference(from: wanted).count
            return distance <= 2 ? (distance, name) : nil
        }
        return distances.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.map(\.name)
    }

    private static func loose(_ name: String) -> String {
        let stem = (RecordingName.stem(of: name) ?? name.split(separator: ".").first.map(String.init) ?? name)
        var result = ""
        var last: Character = " "
        for character in stem.lowercased() {
            if character == "0", !last.isNumber { continue }
            result.append(isSeparator(character) ? "_" : character)
            last = character
        }
        return result
    }

    private static func isSeparator(_ character: Character) -> Bool { "_-. ".contains(character) }
}
