import FoundationEssentials

/// The names of recordings' files.
package enum RecordingName {
    /// The extensions that recordings are looked for with.
    package static let extensions = ["wav", "flac", "mp3", "ogg", "opus"]
    /// The extensions in the other cases of letters that programs write them in.
    package static let otherSpellings = extensions.flatMap { [$0.uppercased(), $0.capitalized] }

    /// A name without the extension of a recording, in whatever case, or nil where it has none.
    package static func stem(of name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), extensions.contains(name[name.index(after: dot)...].lowercased())
        else { return nil }
        return String(name[..<dot])
    }
}
