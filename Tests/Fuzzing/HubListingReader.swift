import Foundation

@testable import Hub

/// What a Hub answers when asked for a repository's files: a page of the list, the address of the next one, and the note in the cache.
enum HubListingReader {
    static func read(_ input: Data) throws {
        _ = HubClient.nextPage(in: String(decoding: input, as: UTF8.self))
        if let tree = try? JSONDecoder().decode(CommitTree.self, from: input) { _ = try JSONEncoder().encode(tree) }
        let files = try JSONDecoder().decode([TreeEntry].self, from: input).map { try $0.file() }
        let folder = URL(filePath: "/cache", directoryHint: .isDirectory)
        for file in files {
            let place = folder.appending(path: file.path).standardizedFileURL.path
            precondition(place.hasPrefix("/cache/"), "a path must stay within its repository: \(file.path)")
        }
    }
}
