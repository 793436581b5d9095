import Foundation
import Testing

@testable import Hub

@Suite("What names a repository")
struct RepositoryReferenceTests {
    @Test(
        "Repositories",
        arguments: [
            ("user/name", Repository.Kind.model, "user/name", "main"),
            ("user/name@v1.0", .model, "user/name", "v1.0"),
            ("user/name@refs/pr/1", .model, "user/name", "refs/pr/1"),
            ("datasets/user/name", .dataset, "user/name", "main"),
            ("datasets/user/na.me@abc", .dataset, "user/na.me", "abc"),
            ("models/user/name", .model, "user/name", "main"),
        ])
    func repositories(text: String, kind: Repository.Kind, id: String, revision: String) throws {
        guard case .repository(let repository, let found) = try RepositoryReference(text, expecting: .model) else {
            Issue.record("'\(text)' is taken for a folder")
            return
        }
        #expect(repository.kind == kind)
        #expect(repository.id == id)
        #expect(found == revision)
    }

    @Test(
        "What is neither",
        arguments: [
            "", "name", "a/b/c", "a//b", "user/name@", "us er/name", "user/na--me", "user/.name", "user/name.",
            "user/na..me",
            "user/name@../x", "spaces/a/b", "user/näme", "user/name@a b",
        ])
    func invalid(text: String) {
        #expect(throws: HubError.invalidReference(text)) { try RepositoryReference(text, expecting: .model) }
    }

    @Test("Folders: those that exist, and what can be nothing else")
    func folders() throws {
        let folder = FileManager.default.temporaryDirectory.path
        #expect(
            try RepositoryReference(folder, expecting: .model)
                == .folder(URL(filePath: folder, directoryHint: .isDirectory)))
        for text in ["/no/such", "./no-such", "../no-such", "~/no-such"] {
            #expect(throws: HubError.missingFolder(text)) { try RepositoryReference(text, expecting: .dataset) }
        }
    }

    @Test("Names in addresses and in the cache")
    func names() throws {
        let dataset = try #require(Repository(.dataset, owner: "u", name: "n"))
        #expect(dataset.apiPath == "api/datasets/u/n")
        #expect(dataset.pagePath == "datasets/u/n")
        #expect(dataset.folderName == "datasets--u--n")
        #expect(try #require(Repository(.model, owner: "u", name: "n")).pagePath == "u/n")
    }
}
