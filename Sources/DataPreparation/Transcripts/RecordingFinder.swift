import Audio
import Foundation

/// Finds recordings that a transcript writes a little otherwise than the disk does, and says what there is where it finds none.
///
/// A name that is composed otherwise (`ä` as one character or as two), has a blank at its end, or an extension where the transcript has none
/// is found silently when only one file can be meant. What differs in case or in letters is never guessed. Each folder is
/// read once, so that the time is linear in lines and names.
struct RecordingFinder {
    /// By the bytes of the path: as texts, paths that are composed otherwise would be one.
    private var listings: [[UInt8]: FolderListing?] = [:]

    /// Checks that a recording is there.
    ///
    /// - Parameters:
    ///   - path: as the transcript's folder and the line give it.
    ///   - origin: the line, beside whose file recordings are.
    /// - Returns: the path as it is on the disk.
    mutating func locate(_ path: String, of origin: Origin) throws(LineFailure) -> String {
        do {
            try AudioFile.checkPresence(of: URL(fileURLWithPath: path))
            return path
        } catch .missing {
            return try search(path, below: URL(fileURLWithPath: origin.file).deletingLastPathComponent().path)
        } catch {
            throw LineFailure(.recording(error))
        }
    }

    private mutating func search(_ path: String, below folder: String) throws(LineFailure) -> String {
        let isBelow = path.hasPrefix(folder + "/")
        let places = isBelow ? RecordingPath.places(of: String(path.dropFirst(folder.count + 1)), in: folder) : [path]
        let found = places.flatMap { candidates(for: $0) }
        if found.count == 1 {
            let url = URL(fileURLWithPath: found[0])
            do throws(AudioError) {
                try AudioFile.checkPresence(of: url)
                return found[0]
            } catch {
                throw LineFailure(.recording(error))
            }
        }
        let shorten = { (path: String) in path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
        }
        if found.count > 1 { throw LineFailure(.recordingUnclear(path: path, found: found.map(shorten))) }
        var near: [String] = []
        for name in places.flatMap({ self.near($0) }).map(shorten) where !near.contains(name) { near.append(name) }
        if !near.isEmpty {
            throw LineFailure(.recordingMissing(path: path, near: Array(near.prefix(FolderListing.namesShown))))
        }
        if let (name, parent) = missingFolder(of: path) {
            throw LineFailure(.recordingFolderMissing(path: path, name: name, in: parent))
        }
        throw LineFailure(.recording(.missing(path: path)))
    }

    /// The files that a path can stand for beyond doubt.
    private mutating func candidates(for path: String) -> [String] {
        let (parent, name) = Self.split(path)
        return folders(for: parent).flatMap { folder -> [String] in
            guard let listing = listing(of: folder) else { return [] }
            let same = listing.same(as: name)
            return (same.isEmpty ? listing.recordings(called: name) : same).map { "\(folder)/\($0)" }
        }
    }

    /// The folders that a path can stand for beyond doubt.
    private mutating func folders(for path: String) -> [String] {
        if path.isEmpty || listing(of: path) != nil { return [path] }
        let (parent, name) = Self.split(path)
        var found: [String] = []
        for folder in folders(for: parent) {
            for other in listing(of: folder)?.same(as: name) ?? [] where listing(of: "\(folder)/\(other)") != nil {
                found.append("\(folder)/\(other)")
            }
        }
        return found
    }

    /// The files that a path may stand for, if its writer made a mistake.
    private mutating func near(_ path: String) -> [String] {
        let (parent, name) = Self.split(path)
        if let folder = folders(for: parent).first { return near(name, in: folder) }
        // A folder on the way is called otherwise.
        let (grandparent, folderName) = Self.split(parent)
        guard let above = folders(for: grandparent).first else { return [] }
        return near(folderName, in: above).flatMap { folder in
            candidates(for: "\(folder)/\(name)") + (listing(of: folder) == nil ? [] : near(name, in: folder))
        }
    }

    private mutating func near(_ name: String, in folder: String) -> [String] {
        guard var listing = listing(of: folder) else { return [] }
        let names = listing.near(name)
        listings[Array(folder.utf8)] = listing
        return names.map { "\(folder)/\($0)" }
    }

    /// The first part of a path that leads nowhere, if that is a folder.
    private mutating func missingFolder(of path: String) -> (name: String, parent: String)? {
        var (parent, _) = Self.split(path)
        guard folders(for: parent).isEmpty else { return nil }
        while true {
            let (above, name) = Self.split(parent)
            if let folder = folders(for: above).first { return (name, folder.isEmpty ? "/" : folder) }
            parent = above
        }
    }

    private mutating func listing(of folder: String) -> FolderListing? {
        if let known = listings[Array(folder.utf8)] { return known }
        let listing = FolderListing(folder.isEmpty ? "/" : folder)
        listings[Array(folder.utf8)] = .some(listing)
        return listing
    }

    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
