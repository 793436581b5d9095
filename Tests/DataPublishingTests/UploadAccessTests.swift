import DatasetFixtures
import Foundation
import Hub
import ImitationHub
import TestSupport
import Testing

@testable import DataPreparation
@testable import DataPublishing

@Suite("Whether a dataset can be uploaded, before it is prepared", .timeLimit(.minutes(1)))
struct UploadAccessTests {
    /// - Parameter visibility: whether there is such a repository, and whether it is private.
    private func failure(
        token: String?, to id: String, there isPrivate: Bool? = nil, wantsPrivate: Bool = true
    ) async throws -> DataPublishingError? {
        try await ImitationHub.run { hub, client in
            if let isPrivate { hub.put([:], in: "datasets/\(id)", isPrivate: isPrivate) }
            var environment = client.environment
            environment.token = try token.flatMap { try AccessToken($0, source: "test") }
            let parts = id.split(separator: "/").map(String.init)
            let repository = try #require(Repository(.dataset, owner: parts[0], name: parts[1]))
            return try await HubClient.withClient(environment) { client in
                do {
                    let isThere = try await DatasetUpload.checkAccess(
                        to: repository, isPrivate: wantsPrivate, with: client)
                    #expect(isThere == (isPrivate != nil))
                    #expect(!hub.asked.contains { $0.hasPrefix("POST") })
                    return nil
                } catch let error as DataPublishingError {
                    return error
                }
            }
        }
    }

    @Test("Without a token, with one that only reads, and to a stranger's name it cannot")
    func refused() async throws {
        #expect(
            try await failure(token: nil, to: "alice/d") == DataPublishingError.noUploadToken(repository: "alice/d"))
        #expect(
            try await failure(token: ImitationHub.readToken, to: "alice/d")
                == DataPublishingError.readOnlyToken(account: "alice", repository: "alice/d"))
        #expect(
            try await failure(token: ImitationHub.writeToken, to: "bob/d")
                == DataPublishingError.foreignRepository("bob/d", account: "alice", owners: ["alice", "myorg"]))
    }

    @Test("With a token that writes it can, and nothing is made yet")
    func allowed() async throws {
        #expect(try await failure(token: ImitationHub.writeToken, to: "myorg/d") == nil)
        #expect(try await failure(token: ImitationHub.writeToken, to: "alice/d", there: true) == nil)
        #expect(
            try await failure(token: ImitationHub.writeToken, to: "alice/d", there: false, wantsPrivate: false) == nil)
    }

    @Test("What shall be private does not go into a public dataset")
    func visibility() async throws {
        #expect(
            try await failure(token: ImitationHub.writeToken, to: "alice/d", there: false)
                == DataPublishingError.publicRepository("alice/d"))
    }

    @Test("What is prepared is uploaded, and what did not change is not sent again")
    func upload() async throws {
        let folder = try TemporaryFolder()
        let output = folder.file("out")
        let preparation = Preparation(sources: [try folder.voice("amina", clips: 4)])
        _ = try await preparation.run(into: output)
        try await ImitationHub.run { hub, client in
            let repository = try #require(Repository(.dataset, owner: "alice", name: "d"))
            let first = try await DatasetUpload(output).run(to: repository, isPrivate: true, with: client)
            #expect(
                first.changed.sorted() == [
                    "README.md", "amina/train-00000-of-00001.parquet", "amina/validation-00000-of-00001.parquet",
                    "report.html", "report.json", "voices/amina.wav",
                ])
            _ = try await preparation.run(into: output)
            let second = try await DatasetUpload(output).run(to: repository, isPrivate: true, with: client)
            #expect(second.changed == [])
            #expect(second.commit == first.commit)
        }
    }
}
