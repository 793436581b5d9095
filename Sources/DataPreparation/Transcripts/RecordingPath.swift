import Files
import Foundation
import SpeechDataset

/// Where a transcript's recordings are.
enum RecordingPath {
    /// The recording that a transcript calls `path`.
    ///
    /// The path is absolute, or relative to the folder, to its `wavs` or its `audio`, with or without extension. When there is
    /// no such file, or several could be meant, the result is the path as it is written: `RecordingFinder` says what there is.
    static func resolve(_ path: String, in folder: URL) -> URL {
        if path.hasPrefix("/") { return URL(fileURLWithPath: path) }
        let places = places(of: path, in: folder.path)
        if let named = places.first(where: isFile) { return URL(fileURLWithPath: named) }
        let extended = { (extensions: [String]) in
            places.flatMap { place in extensions.map { "\(place).\($0)" } }.filter(isFile)
        }
        let found = extended(RecordingName.extensions)
        let isClear = found.count == 1 && extended(RecordingName.otherSpellings).isEmpty
        return URL(fileURLWithPath: isClear ? found[0] : places[0])
    }

    /// Where a relative path is looked for.
    static func places(of path: String, in folder: String) -> [String] {
        ["\(folder)/\(path)", "\(folder)/wavs/\(path)", "\(folder)/audio/\(path)"]
    }

    private static func isFile(_ path: String) -> Bool { FileState.isFile(URL(fileURLWithPath: path)) }
}
