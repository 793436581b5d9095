import Foundation
import HTTP
import ImitationHub
import ModelFixtures
import Synchronization
import TestSupport
import Testing

extension CommandTests {
    @Suite("SIGINT and SIGTERM")
    struct InterruptionTests {
        private static let notice =
            "\nStopping: what is done is kept, and the same command goes on from there; again to stop at once.\n"
        private static let stopped = notice + "Stopped. Start the same command again to go on.\n"
        private static let signals = [(SIGINT, Int32(130)), (SIGTERM, Int32(143))]

        private func environment(_ hub: ImitationHub) -> [String: String] {
            ["HF_ENDPOINT": hub.endpoint, "HF_TOKEN": ImitationHub.writeToken]
        }

        @Test(
            "They stop an upload wherever it is, and the next one ends it",
            arguments: ["/preupload/", "/batch", "/commit/"], signals)
        func upload(place: String, signal: (number: Int32, status: Int32)) async throws {
            let work = try Workplace()
            try work.voice("amina")
            let arguments = ["prepare", "--source", "amina", "--upload", "--repo-id", "alice/d"]
            try await ImitationHub.serving { hub in
                hub.fail(.post, place, .stall(0))
                let isThere = { (_: String) in hub.asked.contains { $0.hasPrefix("POST") && $0.contains(place) } }
                let outcome = try await work.run(
                    arguments, environment: environment(hub), kills: [.init(signal: signal.number, when: isThere)])
                #expect(outcome.status == signal.status, "\(outcome)")
                #expect(outcome.errors.hasSuffix(Self.stopped), "\(outcome)")
                #expect(try work.halfWritten() == [])
                let again = try await work.run(arguments, environment: environment(hub))
                #expect(again.status == 0, "\(again)")
                #expect(hub.files(of: "datasets/alice/d")["README.md"] != nil)
                #expect(hub.violations.isEmpty)
            }
        }

        @Test("They stop waiting for a server that asks for patience")
        func pause() async throws {
            let work = try Workplace()
            try work.voice("amina")
            try await ImitationHub.serving { hub in
                hub.fail(.put, "/storage/", .status(503, ["Retry-After": "600"]), times: 100)
                let outcome = try await work.run(
                    ["prepare", "--source", "amina", "--upload", "--repo-id", "alice/d"],
                    environment: environment(hub),
                    kills: [.init(signal: SIGINT) { _ in hub.asked.contains { $0.hasPrefix("PUT") } }])
                #expect(outcome.status == 130, "\(outcome)")
                #expect(outcome.errors.hasSuffix(Self.stopped), "\(outcome)")
            }
        }

        @Test("They stop a download, of a dataset as of a model", arguments: signals)
        func download(signal: (number: Int32, status: Int32)) async throws {
            let work = try Workplace()
            try await ImitationHub.serving { hub in
                hub.put(try ImitationHub.files(in: work.checkpoint), in: "models/alice/m")
                hub.put(
                    ["data/train-00000-of-00001.parquet": .init(content: Data(count: 5000), isLarge: true)],
                    in: "datasets/alice/d")
                for arguments in [["prepare", "--source", "a=alice/d"], ["speak", "alice/m", "Hello."]] {
                    hub.fail(.get, "/repos/", .stall(1000), times: 50)
                    let before = hub.asked.count { $0.hasPrefix("GET /repos/") }
                    let outcome = try await work.run(
                        arguments, environment: environment(hub),
                        kills: [
                            .init(signal: signal.number) { _ in
                                hub.asked.count { $0.hasPrefix("GET /repos/") } > before
                            }
                        ])
                    #expect(outcome.status == signal.status, "\(outcome)")
                    #expect(outcome.errors.contains("Stopping: "), "\(outcome)")
                    #expect(
                        outcome.errors.hasSuffix("\nStopped. Start the same command again to go on.\n"), "\(outcome)")
                    hub.state.withLock { $0.faults = [] }
                }
            }
        }

        @Test("They stop decoding, and the next run goes on with what is done", arguments: signals)
        func decoding(signal: (number: Int32, status: Int32)) async throws {
            let work = try Workplace()
            try work.voice("amina", clips: 200)
            let arguments = ["prepare", "--source", "amina", "--workers", "1"]
            let outcome = try await work.run(
                arguments, kills: [.init(signal: signal.number) { $0.contains("decoding ") }])
            #expect(outcome.status == signal.status, "\(outcome)")
            let match = try #require(
                outcome.errors.firstMatch(of: /Stopped after ([0-9]+) of 200 clips\./), "\(outcome)")
            #expect(outcome.errors.contains(Self.notice))
            #expect(outcome.errors.hasSuffix("\(match.0) Start the same command again to go on.\n"))
            let again = try await work.run(arguments)
            #expect(again.status == 0)
            #expect(
                again.errors.contains("\(200 - (Int(match.1) ?? 0)) recordings were decoded now, \(match.1) were known")
            )
            #expect(try work.halfWritten() == [])
        }

        @Test("A second one ends a command at once that cannot stop", arguments: signals)
        func second(signal: (number: Int32, status: Int32)) async throws {
            let work = try Workplace()
            // It is decoded in one go, which takes seconds.
            try work.recording("amina/1.wav", seconds: 300)
            try Data("1.wav|A long one.\n".utf8).write(to: work.folder.file("amina/metadata.csv"))
            var read: ContinuousClock.Instant?
            let outcome = try await work.run(
                ["prepare", "--source", "amina", "--maximum-duration", "2000", "--workers", "1"],
                kills: [
                    .init(signal: SIGINT) { errors in
                        if read == nil, errors.contains("read as ") { read = .now }
                        return read.map { $0.duration(to: .now) > .seconds(1) } ?? false
                    },
                    .init(signal: signal.number) { $0.contains("Stopping: ") },
                ])
            #expect(outcome.status == signal.status, "\(outcome)")
            #expect(outcome.errors.contains(Self.notice), "\(outcome)")
        }
    }
}
