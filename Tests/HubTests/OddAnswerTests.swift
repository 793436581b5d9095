import Foundation
import HTTP
import ImitationHub
import Synchronization
import Testing

@testable import Hub

@Suite("Answers that no Hub should give do no harm", .timeLimit(.minutes(1)))
struct OddAnswerTests {
    private static let commit = String(repeating: "a", count: 40)

    @Test(
        "A file's ETag that cannot be the name of its content",
        arguments: ["../../../etc/x", "", ".hidden", "a/b", "a b", String(repeating: "a", count: 200)])
    func odd(etag: String) async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            let headers: HTTPHeaders = [
                "X-Repo-Commit": Self.commit, "ETag": "\"\(etag)\"", "Content-Length": "8",
            ]
            hub.fail(.head, "/resolve/", .status(200, headers))
            await #expect(throws: HubError.self) { try await client.file("config.json", of: Sample.model()) }
            #expect(!FileManager.default.fileExists(atPath: client.environment.cacheFolder.path))
        }
    }

    @Test(
        "ETags of the same content in other clothes",
        arguments: ["%", "\"%\"", "W/\"%\"", "W/%"])
    func dressed(form: String) async throws {
        try await ImitationHub.run { hub, client in
            let commit = hub.put(Sample.files, in: Sample.id)
            let file = try #require(Sample.files["config.json"])
            hub.fail(
                .head, "/resolve/",
                .status(
                    200,
                    [
                        "X-Repo-Commit": commit, "ETag": form.replacing("%", with: file.etag),
                        "Content-Length": "\(file.content.count)",
                    ]))
            let url = try await client.file("config.json", of: Sample.model())
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: url.path) == "../../blobs/\(file.etag)")
        }
    }

    @Test(
        "A commit, a size or an ETag that is missing or none",
        arguments: [
            ["ETag": "\"\(String(repeating: "b", count: 40))\"", "Content-Length": "8"],
            ["X-Repo-Commit": "../..", "ETag": "\"\(String(repeating: "b", count: 40))\"", "Content-Length": "8"],
            ["X-Repo-Commit": String(repeating: "a", count: 40), "Content-Length": "8"],
            [
                "X-Repo-Commit": String(repeating: "a", count: 40), "X-Linked-Size": "-8",
                "ETag": "\"\(String(repeating: "b", count: 40))\"",
            ],
            [
                "X-Repo-Commit": String(repeating: "a", count: 40), "X-Linked-Size": "many",
                "ETag": "\"\(String(repeating: "b", count: 40))\"",
            ],
        ])
    func missing(headers: [String: String]) async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.head, "/resolve/", .status(200, HTTPHeaders(headers.map { ($0.key, $0.value) })))
            await #expect(
                throws: HubError.unexpectedAnswer(
                    url: "\(hub.endpoint)/alice/m/resolve/main/config.json", expected: "a file's commit, ETag and size")
            ) { try await client.file("config.json", of: Sample.model()) }
        }
    }

    @Test("A size that is wrong is found out, whether the content is longer or shorter", arguments: [-1, 1])
    func wrongSize(difference: Int) async throws {
        try await ImitationHub.run { hub, client in
            let commit = hub.put(Sample.files, in: Sample.id)
            let file = try #require(Sample.files["sub/model.bin"])
            hub.fail(
                .head, "/resolve/",
                .status(
                    200,
                    [
                        "X-Repo-Commit": commit, "X-Linked-ETag": "\"\(file.etag)\"",
                        "X-Linked-Size": "\(file.content.count + difference)",
                    ]))
            await #expect(throws: HubError.self) { try await client.file("sub/model.bin", of: Sample.model()) }
            let blob = client.environment.cacheFolder.appending(path: "models--alice--m/blobs/\(file.etag)")
            #expect(!FileManager.default.fileExists(atPath: blob.path))
            // What is left of it does not spoil the next attempt.
            let url = try await client.file("sub/model.bin", of: Sample.model())
            #expect(try Data(contentsOf: url) == Sample.large)
        }
    }

    @Test("A part of another range than was asked for is not appended")
    func otherRange() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.get, "/repos/", .cut(5000))
            hub.fail(.get, "/repos/", .status(206, ["Content-Range": "bytes 0-9/300000"]))
            await #expect(throws: HubError.self) { try await client.file("sub/model.bin", of: Sample.model()) }
            let url = try await client.file("sub/model.bin", of: Sample.model())
            #expect(try Data(contentsOf: url) == Sample.large)
        }
    }

    @Test("Many pieces that break off each time are still a whole in the end")
    func manyPieces() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.get, "/repos/", .cut(20_000), times: 14)
            let url = try await client.file("sub/model.bin", of: Sample.model())
            #expect(try Data(contentsOf: url) == Sample.large)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("A server that falls silent is asked again")
    func silence() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            hub.fail(.get, "/repos/", .stall(70_000))
            try await HubClient.withClient(client.environment, retries: .quick, silence: .seconds(1)) { client in
                let url = try await client.file("sub/model.bin", of: Sample.model())
                #expect(try Data(contentsOf: url) == Sample.large)
            }
            let ranges = hub.state.withLock {
                $0.requests.filter { $0.path.first == "repos" }.map { $0.headers["range"].first }
            }
            #expect(ranges.first == .some(nil))
            #expect(ranges.last != .some(nil))
        }
    }

    @Test("Content in Python's shared store, and a link whose content is gone")
    func links() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: Sample.id)
            let file = try #require(Sample.files["sub/model.bin"])
            let root = client.environment.cacheFolder
            let blobs = root.appending(path: "models--alice--m/blobs")
            let store = root.appending(path: "blobs/ab")
            for folder in [blobs, store] {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            let blob = blobs.appending(path: file.etag)
            try FileManager.default.createSymbolicLink(
                atPath: blob.path, withDestinationPath: "../../blobs/ab/content")
            try file.content.write(to: store.appending(path: "content"))
            let shared = try await client.file("sub/model.bin", of: Sample.model())
            #expect(try Data(contentsOf: shared) == Sample.large)
            #expect(!hub.asked.contains { $0.hasPrefix("GET /repos/") })
            // Cleaned up behind our back.
            try FileManager.default.removeItem(at: store.appending(path: "content"))
            let fetched = try await client.file("sub/model.bin", of: Sample.model())
            #expect(try Data(contentsOf: fetched) == Sample.large)
            #expect(hub.violations.isEmpty)
        }
    }
}
