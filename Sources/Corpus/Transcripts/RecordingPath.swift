import Audio
import Foundation

/// Where a transcript's recordings are.
enum RecordingPath {
    /// The extensions that recordings are looked for with.
    static let extensions = ["wav", "flac", "mp3", "ogg", "opus"]

    /// The recording that a transcript calls `path`.
    ///
    /// The path is absolute, or relative to the folder, to its `wavs` or its `audio`, with or without extension. When there is
    /// no such file, the result is the path as it is written, so that an error can name it.
    static func resolve(_ path: String, in folder: URL) -> URL {
        if path.hasPrefix("/") { return URL(fileURLWithPath: path) }
        let direct = folder.appendingPathComponent(path)
        let places =
            [direct] + ["wavs", "audio"].map { folder.appendingPathComponent($0).appendingPathComponent(path) }
        let named = places + places.flatMap { place in extensions.map { place.appendingPathExtension($0) } }
        return named.first(where: exists) ?? direct
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
