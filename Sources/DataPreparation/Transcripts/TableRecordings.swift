import Files
import Foundation
import SpeechDataset

/// Finds the recordings that a table names.
///
/// Beyond `RecordingPath`, a path may stand in quotation marks, have backslashes, or lie in `clips`, as Common Voice has it. A path of
/// another machine is found by its last name where only one file here and only one path of the table has that name, and nothing of
/// the path's folder is here.
struct TableRecordings {
    private let place: TranscriptPlace
    /// The files by the last parts of paths that are not here.
    private let moved: [String: URL]
    /// The files by the last parts of paths that are not here, where several have the name.
    private let unclear: [String: [URL]]

    /// Finds without looking at other paths of the table.
    init(_ place: TranscriptPlace) {
        self.place = place
        (moved, unclear) = ([:], [:])
    }

    /// Finds the recordings of a whole table.
    ///
    /// - Parameters:
    ///   - paths: all that the table has.
    ///   - anyFolder: whether relative paths may be those of another machine too.
    /// - Complexity: O(n) in the paths, and in the files below the folder where some are not here.
    init(_ place: TranscriptPlace, paths: [String], anyFolder: Bool) {
        self.place = place
        let here = TableRecordings(place)
        var full: [String: Set<String>] = [:]
        for path in paths.map(Self.plain) { full[Self.name(path), default: []].insert(path) }
        let wanted = full.filter { name, paths in
            guard paths.count == 1, let path = paths.first, path != name else { return false }
            return (anyFolder || Self.isForeign(path)) && !here.hasFolder(of: path) && here.file(path) == nil
        }
        guard !wanted.isEmpty else {
            (moved, unclear) = ([:], [:])
            return
        }
        var found: [String: [URL]] = [:]
        let files = FileManager.default.enumerator(
            at: place.folder, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        while let file = files?.nextObject() as? URL {
            if wanted[file.lastPathComponent] != nil { found[file.lastPathComponent, default: []].append(file) }
        }
        moved = found.compactMapValues { $0.count == 1 ? $0[0] : nil }
        unclear = found.filter { $0.value.count > 1 }
    }

    /// How many paths of other machines were found by their last names.
    var movedCount: Int { moved.count }

    /// The recording of a path, whether it is there or not.
    ///
    /// - Throws: `.recordingUnclear` for a path of another machine whose name several files have.
    func recording(_ path: String) throws(LineFailure) -> URL {
        if let file = file(path) { return file }
        let plain = Self.plain(path)
        if let files = unclear[Self.name(plain)] {
            let names = files.map { $0.path.replacing("\(place.folder.path)/", with: "", maxReplacements: 1) }.sorted()
            throw LineFailure(.recordingUnclear(path: path, found: Array(names.prefix(FolderListing.namesShown))))
        }
        return moved[Self.name(plain)] ?? place.recording(plain)
    }

    /// The recording of a path, where there is one.
    func file(_ path: String) -> URL? {
        guard !path.isEmpty, path.utf8.count < 1024, !path.contains("\0") else { return nil }
        let plain = Self.plain(path)
        for spelling in plain == path ? [path] : [path, plain] {
            for folder in [place.folder, place.folder.appendingPathComponent("clips")] {
                let file = RecordingPath.resolve(spelling, in: folder)
                if FileState.isFile(file) { return file }
            }
        }
        return nil
    }

    private func hasFolder(of path: String) -> Bool {
        // Not by NSString, whose `deletingLastPathComponent` traps at 'a//'.
        let components = path.split(separator: "/").dropLast()
        let parent = (path.hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
        let url =
            path.hasPrefix("/") ? URL(fileURLWithPath: parent) : place.folder.appendingPathComponent(parent)
        return FileState.isFolder(url)
    }

    /// A path without quotation marks round it, with slashes in place of backslashes.
    private static func plain(_ path: String) -> String {
        var path = Substring(path.trimmingWhitespace())
        for mark in ["\"", "'"] where path.count > 2 && path.hasPrefix(mark) && path.hasSuffix(mark) {
            path = path.dropFirst().dropLast()
        }
        return String(path.replacing("\\", with: "/"))
    }

    /// Whether a path is absolute, here or on a machine with drives.
    private static func isForeign(_ path: String) -> Bool {
        path.hasPrefix("/") || path.wholeMatch(of: /[A-Za-z]:\/.*/) != nil
    }

    /// The last part of a path.
    private static func name(_ path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }
}
