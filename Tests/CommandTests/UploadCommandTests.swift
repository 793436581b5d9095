import Foundation
import ImitationHub
import ModelFixtures
import Synchronization
import TestSupport
import Testing

extension CommandTests {
    @Suite("qwen3-tts prepare --upload")
    struct UploadCommandTests {
        private static let id = "datasets/alice/d"
        private static let start = ["prepare", "--upload", "--repo-id", "alice/d"]

        private func environment(_ hub: ImitationHub) -> [String: String] {
            ["HF_ENDPOINT": hub.endpoint, "HF_TOKEN": ImitationHub.writeToken]
        }

        @Test(
            "Of a new repository it says beforehand that everybody will see it, and makes it only when there is something to put in"
        )
        func publicly() async throws {
            let work = try Workplace()
            try work.voice("amina", extraLines: ["nonsense"])
            try await ImitationHub.serving { hub in
                let failed = try await work.run(Self.start + ["--source", "amina"], environment: environment(hub))
                #expect(failed.status == 1)
                #expect(
                    failed.errors.hasPrefix(
                        "the upload will create the PUBLIC dataset repository alice/d; --private keeps it to you\n"))
                #expect(hub.state.withLock { $0.repos[Self.id] == nil })
                let outcome = try await work.run(
                    Self.start + ["--source", "amina", "--skip-bad"], environment: environment(hub))
                #expect(outcome.status == 0, "\(outcome)")
                #expect(
                    outcome.errors.contains(
                        "\ncreating the PUBLIC dataset repository alice/d; --private keeps it to you\n"))
                let again = try await work.run(Self.start, environment: environment(hub))
                #expect(again.errors.hasPrefix("uploading to alice/d\nEverything is in alice/d already "), "\(again)")
                let wish = try await work.run(Self.start + ["--private"], environment: environment(hub))
                #expect(wish.status == 1)
                #expect(
                    wish.errors == """
                        Error: The dataset 'alice/d' exists and is public, and --private was given: make it private at \
                        https://huggingface.co/datasets/alice/d/settings, give another --repo-id, or leave --private out.

                        """)
            }
        }

        @Test("A private one is private")
        func privately() async throws {
            let work = try Workplace()
            try work.voice("amina")
            try await ImitationHub.serving { hub in
                let outcome = try await work.run(
                    Self.start + ["--source", "amina", "--private"], environment: environment(hub))
                #expect(outcome.status == 0, "\(outcome)")
                #expect(outcome.errors.hasPrefix("the upload will create the private dataset repository alice/d\n"))
                #expect(outcome.errors.contains("\ncreating the private dataset repository alice/d\n"))
                #expect(hub.state.withLock { $0.repos[Self.id]?.isPrivate } == true)
            }
        }
    }
}
