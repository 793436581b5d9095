import Files
import Foundation
import SpeechDataset

/// The files in a folder and in the folders below it, which forms without a table look for recordings and texts in.
struct FolderTree: Sendable {
    /// A folder with what lies in it.
    struct Folder: Sendable {
        var url: URL
        /// The names of the folders that lead to it from the top.
        var path: [String]
        /// The names of its files, sorted.
        var files: [String]
    }

    /// Levels below the top that are looked at: a part of a corpus, a speaker, a chapter.
    private static let depth = 3
    /// The extensions of recordings, also of those that are only recognised to be named.
    private static let audioExtensions = Set(
        RecordingName.extensions + [
            "aac", "aif", "aiff", "au", "caf", "m4a", "mp4", "oga", "rf64", "w64", "webm", "wma",
        ])

    /// The top, and every folder below it after the one that it lies in.
    private(set) var folders: [Folder] = []

    /// Looks at a folder; hidden files and folders do not count.
    ///
    /// - Complexity: O(files); only names that are not plainly those of files cost a look at the disk each.
    init(_ top: URL) { add(top, path: []) }

    private mutating func add(_ url: URL, path: [String]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        var files: [String] = []
        var inner: [String] = []
        for name in names.filter({ !$0.hasPrefix(".") }).sorted() {
            let isFolder = !Self.isPlainFile(name) && FileState.isFolder(url.appendingPathComponent(name))
            if isFolder { inner.append(name) } else { files.append(name) }
        }
        folders.append(Folder(url: url, path: path, files: files))
        guard path.count < Self.depth else { return }
        for name in inner { add(url.appendingPathComponent(name), path: path + [name]) }
    }

    /// Folders that say what lies in them, and not who speaks.
    private static let kinds: Set = [
        "audio", "audios", "clips", "flac", "lab", "labels", "labs", "mp3", "recordings", "text", "texts", "transcript",
        "transcripts", "txt", "wav", "wav16", "wav24", "wav48", "wav48_silence_trimmed", "wavs",
    ]

    /// Whether a folder's name says what lies in it.
    static func isKind(_ name: String) -> Bool { kinds.contains(name.lowercased()) }

    /// Whether a name is that of a recording.
    static func isRecording(_ name: String) -> Bool { audioExtensions.contains(fileExtension(name)) }

    /// Whether a name is that of a file beyond doubt, so that the disk need not be asked.
    static func isPlainFile(_ name: String) -> Bool {
        isRecording(name) || ["txt", "lab", "json", "jsonl", "csv", "tsv", "parquet"].contains(fileExtension(name))
    }

    /// What follows the last dot, in lower case.
    static func fileExtension(_ name: String) -> String {
        name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    }

    /// The name without its last extension.
    static func stem(_ name: String) -> String { name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name }
}
