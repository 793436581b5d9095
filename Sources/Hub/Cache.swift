import Files
import Foundation

/// The folder that Python's `huggingface_hub` keeps files in, in the same layout, so that both share it.
///
/// ```
/// CACHEDIR.TAG                                      for programs that make backups
/// .locks/models--owner--name/<etag>.lock
/// models--owner--name/blobs/<etag>                  sha256, or git's sha1 for small files
/// models--owner--name/blobs/<etag>.incomplete       ours: a later process goes on with it
/// models--owner--name/refs/main                     the commit, without a line end
/// models--owner--name/snapshots/<commit>/a/b        relative link to the blob
/// models--owner--name/.no_exist/<commit>/a/b        there is no such file at this commit
/// models--owner--name/trees/<commit>.json           all files of the commit
/// ```
struct Cache: Sendable {
    let root: URL
    let repository: Repository

    var folder: URL { root.appending(path: repository.folderName) }
    func blob(_ etag: String) -> URL { folder.appending(path: "blobs/\(etag)") }
    func snapshot(_ commit: String) -> URL {
        folder.appending(path: "snapshots/\(commit)", directoryHint: .isDirectory)
    }
    private func tree(_ commit: String) -> URL { folder.appending(path: "trees/\(commit).json") }

    /// Whether a revision is a commit's hash, which needs no looking up.
    static func isCommit(_ revision: String) -> Bool {
        revision.isHexadecimal(digits: 40)
    }

    /// The commit that a revision meant when it was last asked.
    func commit(of revision: String) -> String? {
        if Self.isCommit(revision) { return revision }
        // A missing or damaged reference is the same as none.
        guard let text = try? String(contentsOf: folder.appending(path: "refs/\(revision)"), encoding: .utf8) else {
            return nil
        }
        let commit = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return Self.isCommit(commit) ? commit : nil
    }

    /// The file of a commit, if it is here.
    func file(_ path: String, at commit: String) -> URL? {
        let link = snapshot(commit).appending(path: path)
        // Follows the links, so that one without its blob does not count.
        return FileManager.default.fileExists(atPath: link.path) ? link : nil
    }

    /// Whether a commit is known to lack a file.
    func isKnownMissing(_ path: String, at commit: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: ".no_exist/\(commit)/\(path)").path)
    }

    /// Notes what a revision means now.
    func note(_ commit: String, for revision: String) throws(HubError) {
        guard revision != commit, self.commit(of: revision) != commit else { return }
        try write(Data(commit.utf8), to: folder.appending(path: "refs/\(revision)"))
    }

    /// Notes that a commit lacks a file.
    func noteMissing(_ path: String, at commit: String) throws(HubError) {
        try write(Data(), to: folder.appending(path: ".no_exist/\(commit)/\(path)"))
    }

    /// Notes all files of a commit.
    func note(_ files: [RemoteFile], at commit: String) throws(HubError) {
        guard !FileManager.default.fileExists(atPath: tree(commit).path) else { return }
        let entries = files.map { ($0.path, CommitTree.Entry($0)) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try write(
                encoder.encode(CommitTree(files: Dictionary(entries, uniquingKeysWith: { $1 }))), to: tree(commit))
        } catch let error as HubError {
            throw error
        } catch {
            throw .cannotWrite(tree(commit).path, reason: error.localizedDescription)
        }
    }

    /// The files of a commit as noted; `nil` where the commit was never listed.
    func notedFiles(at commit: String) -> [RemoteFile]? {
        // A note that is missing, damaged or of a later format says nothing.
        guard let data = try? Data(contentsOf: tree(commit)),
            let tree = try? JSONDecoder().decode(CommitTree.self, from: data),
            tree.version == 1
        else { return nil }
        let files = tree.files.map { path, entry in
            try? RemoteFile(
                path: path, size: entry.largeSize ?? entry.size, gitHash: entry.gitHash ?? entry.sha256 ?? "",
                sha256: entry.sha256)
        }
        // One line that is wrong puts the others in doubt.
        guard !files.contains(nil) else { return nil }
        return files.compactMap(\.self).sorted { $0.path < $1.path }
    }

    /// The files of a commit that are here.
    func files(at commit: String) -> [String] {
        let folder = snapshot(commit)
        guard let names = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        return names.compactMap { $0 as? String }.filter { folder.appending(path: $0).isFile }.sorted()
    }

    /// The files of a commit that are here, described by their blobs: whoever fetched them may not have noted the others.
    func presentFiles(at commit: String) -> [RemoteFile] {
        files(at: commit).compactMap { path in
            let file = snapshot(commit).appending(path: path)
            // A file that is no link, or is gone by now, was not put there by a client of the Hub.
            guard let blob = try? FileManager.default.destinationOfSymbolicLink(atPath: file.path),
                let size = file.fileSize
            else { return nil }
            let etag = URL(filePath: blob).lastPathComponent
            return try? RemoteFile(
                path: path, size: size, gitHash: etag, sha256: etag.utf8.count == 64 ? etag : nil)
        }
    }

    /// Makes a file of a commit a relative link to its blob.
    func link(_ path: String, at commit: String, to etag: String) throws(HubError) {
        let link = snapshot(commit).appending(path: path)
        let up = String(repeating: "../", count: path.split(separator: "/").count + 1)
        let target = "\(up)blobs/\(etag)"
        // A link that is not there has no target.
        let present = { try? FileManager.default.destinationOfSymbolicLink(atPath: link.path) }
        if present() == target { return }
        try makeFolder(of: link)
        do {
            if present() != nil { try FileManager.default.removeItem(at: link) }
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: target)
        } catch {
            // Another process may have been quicker.
            if present() != target { throw .cannotWrite(link.path, reason: error.localizedDescription) }
        }
    }

    /// Holds a blob's lock while `body` runs; others, Python's client among them, wait.
    func withLock<Value>(on etag: String, _ body: () async throws -> Value) async throws -> Value {
        let file = root.appending(path: ".locks/\(repository.folderName)/\(etag).lock")
        try makeFolder(of: file)
        let lock = try await lock(file)
        defer { withExtendedLifetime(lock) {} }
        return try await body()
    }

    private func lock(_ file: URL) async throws -> FolderLock {
        while true {
            do throws(FolderLock.Failure) {
                return try FolderLock(file)
            } catch {
                if case .cannotWrite(let reason) = error { throw HubError.cannotWrite(file.path, reason: reason) }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Renames a finished file to its place, where a damaged one may be.
    ///
    /// Its lock must be held.
    func move(_ file: URL, to destination: URL) throws(HubError) {
        // Replaces a damaged file or a link to nothing in one step.
        try reporting { () throws(FileError) in try AtomicFile.move(file, to: destination) }
    }

    /// Marks the folder for programs that leave caches out of backups, as Python's client does.
    func tag() throws(HubError) {
        let file = root.appending(path: "CACHEDIR.TAG")
        if FileManager.default.fileExists(atPath: file.path) { return }
        let text = """
            Signature: 8a477f597d28d172789f06886806bc55
            # This file is a cache directory tag created by huggingface_hub.
            # For information about cache directory tags, see:
            #\thttps://bford.info/cachedir/

            """
        try write(Data(text.utf8), to: file)
    }

    func makeFolder(of file: URL) throws(HubError) {
        let folder = file.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(folder.path, reason: error.localizedDescription)
        }
    }

    private func write(_ data: Data, to file: URL) throws(HubError) {
        try makeFolder(of: file)
        try reporting { () throws(FileError) in try AtomicFile.write(data, to: file, isFlushed: false) }
    }
}
