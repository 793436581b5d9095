import Audio
import Foundation

/// Where a transcript's recordings are.
enum RecordingPath {
    /// The extensions that recordings are looked for with.
    static let extensions = ["wav", "flac", "mp3", "ogg", "opus"]

    /// The recording that a transcript calls `path`.
    ///
    /// The path is absolute, or relative to the folder, to its `wavs` or its `audio`, with or without extension. When there is
    /// no such file, or several could be meant, the result is the path as it is written: `RecordingFinder` says what there is.
    static func resolve(_ path: String, in folder: URL) -> URL {
        if path.hasPrefix("/") { return URL(fileURLWithPath: path) }
        let places = places(of: path, in: folder.path)
        if let named = places.first(where: isFile) { return URL(fileURLWithPath: named) }
        let extended = places.flatMap { place in extensions.map { "\(place).\($0)" } }.filter(isFile)
        return URL(fileURLWithPath: extended.count == 1 ? extended[0] : places[0])
    }

    /// Where a relative path is looked for.
    static func places(of path: String, in folder: String) -> [String] {
        ["\(folder)/\(path)", "\(folder)/wavs/\(path)", "\(folder)/audio/\(path)"]
    }

    /// A name without the extension of a recording, in whatever case, or nil where it has none.
    static func stem(of name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), extensions.contains(name[name.index(after: dot)...].lowercased())
        else { return nil }
        return String(name[..<dot])
    }

    private static func isFile(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path) && exists(URL(fileURLWithPath: path))
    }

    /// Whether there is a file, even an empty one.
    static func exists(_ url: URL) -> Bool {
        switch absence(of: url) {
        case .missing, .isFolder: false
        default: true
        }
    }

    /// Whether there is a folder.
    static func isFolder(_ url: URL) -> Bool { absence(of: url) == .isFolder(path: url.path) }

    private static func absence(of url: URL) -> AudioError? {
        do throws(AudioError) {
            try AudioFile.checkPresence(of: url)
            return nil
        } catch {
            return error
        }
    }
}
