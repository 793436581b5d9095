import Foundation
import HTTP
import ImitationHub
import Testing

@testable import Hub

@Suite("What the Hub's refusals mean", .timeLimit(.minutes(1)))
struct RefusalTests {
    @Test("A repository that is not there or not ours", arguments: [nil, ImitationHub.readToken])
    func notFound(token: String?) async throws {
        try await ImitationHub.run(token: token) { hub, client in
            let model = try Sample.model()
            await #expect(throws: HubError.repositoryNotFound(model, hasToken: token != nil)) {
                try await client.snapshot(of: model)
            }
            if token == nil {
                hub.put(Sample.files, in: Sample.id, isPrivate: true)
                await #expect(throws: HubError.repositoryNotFound(model, hasToken: false)) {
                    try await client.file("config.json", of: model)
                }
            }
        }
    }

    @Test("A wrong token")
    func wrongToken() async throws {
        try await ImitationHub.run(token: "hf_wrong") { hub, client in
            hub.put(Sample.files, in: Sample.id)
            await #expect(throws: HubError.invalidToken) { try await client.whoami() }
            await #expect(throws: HubError.invalidToken) { try await client.snapshot(of: Sample.model()) }
        }
    }

    @Test("No token where one is needed")
    func noToken() async throws {
        try await ImitationHub.run(token: nil) { hub, client in
            hub.put([:], in: "datasets/alice/d")
            let dataset = try Sample.dataset()
            await #expect(throws: HubError.tokenNeeded(nil)) { try await client.whoami() }
            await #expect(throws: HubError.tokenNeeded(dataset)) { try await client.create(dataset, isPrivate: true) }
            await #expect(throws: HubError.tokenNeeded(dataset)) {
                try await client.upload([Upload("a", .bytes(Data("x".utf8)))], to: dataset, message: "m")
            }
        }
    }

    @Test("A gated repository", arguments: [nil, ImitationHub.readToken])
    func gated(token: String?) async throws {
        try await ImitationHub.run(token: token) { hub, client in
            hub.put(Sample.files, in: Sample.id, isGated: true)
            let model = try Sample.model()
            let page = "\(client.environment.endpoint)/alice/m"
            await #expect(throws: HubError.gated(model, page: page, hasToken: token != nil)) {
                try await client.file("config.json", of: model)
            }
            await #expect(throws: HubError.gated(model, page: page, hasToken: token != nil)) {
                try await client.snapshot(of: model)
            }
        }
    }

    @Test("A model where a dataset is needed, and a revision that is not there")
    func kindAndRevision() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(Sample.files, in: "models/alice/d")
            let dataset = try Sample.dataset()
            await #expect(throws: HubError.wrongKind(dataset, found: .model)) { try await client.snapshot(of: dataset) }
            hub.put(Sample.files, in: Sample.id)
            let model = try Sample.model()
            await #expect(throws: HubError.revisionNotFound(model, revision: "v9")) {
                try await client.snapshot(of: model, revision: "v9")
            }
        }
    }

    @Test("A server that is no Hub")
    func notAHub() async throws {
        try await ImitationHub.run { hub, client in
            hub.fail(.get, "/revision/", .status(200, [:]))
            hub.fail(.head, "/resolve/", .status(200, [:]))
            hub.put(Sample.files, in: Sample.id)
            let base = client.environment.endpoint
            await #expect(
                throws: HubError.unexpectedAnswer(
                    url: "\(base)/api/models/alice/m/revision/main", expected: "a repository's commit")
            ) { try await client.commit(of: Sample.model()) }
            await #expect(
                throws: HubError.unexpectedAnswer(
                    url: "\(base)/alice/m/resolve/main/config.json", expected: "a file's commit, ETag and size")
            ) { try await client.file("config.json", of: Sample.model()) }
        }
    }
}
