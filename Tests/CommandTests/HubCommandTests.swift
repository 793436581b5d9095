import Foundation
import Hub
import ImitationHub
import ModelFixtures
import Synchronization
import TestSupport
import Testing

extension CommandTests {
    @Suite("Models of the Hub, wherever a model is named")
    struct HubCommandTests {
        private static let id = "models/alice/m"

        /// Serves a checkpoint as the private model `alice/m`, and puts away the copy that is here.
        private func served(
            _ tiny: TinyCheckpoint = .custom,
            _ body: (ImitationHub, Workplace, [String: String]) async throws -> Void
        ) async throws {
            let work = try Workplace(tiny)
            try await ImitationHub.serving { hub in
                hub.put(try ImitationHub.files(in: work.checkpoint), in: Self.id, isPrivate: true)
                try FileManager.default.removeItem(at: work.checkpoint)
                try await body(hub, work, ["HF_ENDPOINT": hub.endpoint, "HF_TOKEN": ImitationHub.writeToken])
            }
        }

        /// The paths that were fetched.
        private func fetched(from hub: ImitationHub) -> [String] {
            hub.asked.compactMap { line in
                guard line.hasPrefix("GET "), let range = line.range(of: "/resolve/") else { return nil }
                return line[range.upperBound...].split(separator: "/").dropFirst().joined(separator: "/")
            }.sorted()
        }

        @Test("Listing fetches config.json alone, and once; a revision may be named, and offline the copy serves")
        func listing() async throws {
            try await served { hub, run, environment in
                for command in ["speakers", "languages"] {
                    let outcome = try await run(command, "alice/m", environment: environment)
                    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
                    #expect(outcome.output.contains(command == "speakers" ? "vivian\t1081" : "english\t66"))
                }
                #expect(fetched(from: hub) == ["config.json"])
                let commit = try #require(hub.state.withLock { $0.repos[Self.id]?.head.id })
                hub.put([:], in: Self.id, isPrivate: true)
                let old = try await run("speakers", "alice/m@\(commit)", environment: environment)
                #expect(old.status == 0, "\(old)")
                let offline = try await run(
                    "speakers", "alice/m@\(commit)",
                    environment: ["HF_HUB_OFFLINE": "1", "HF_ENDPOINT": "http://127.0.0.1:1"])
                #expect(offline.output == old.output)
                #expect(hub.violations.isEmpty)
            }
        }

        @Test(
            "The token and the address may stand in .env, whose other lines do not matter to a command without settings"
        )
        func dotEnv() async throws {
            try await served { _, run, environment in
                let lines = environment.map { "\($0)=\($1)" } + ["SEED=none"]
                _ = try run.folder.file(".env", Array(lines.joined(separator: "\n").utf8))
                let outcome = try await run("speakers", "alice/m")
                #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
            }
        }

        @Test("The codec fetches the speech tokenizer alone, in a checkpoint or a repository of its own")
        func codec() async throws {
            try await served { hub, run, environment in
                let inside = hub.files(of: Self.id).filter { $0.key.hasPrefix("speech_tokenizer/") }
                let alone = inside.map { (String($0.key.dropFirst("speech_tokenizer/".count)), $0.value) }
                hub.put(Dictionary(uniqueKeysWithValues: alone), in: "models/alice/t", isPrivate: true)
                try run.recording("a.wav")
                var outcome = try await run(
                    "codec", "encode", "alice/m", "a.wav", "-o", "a.safetensors", environment: environment)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(!fetched(from: hub).isEmpty)
                #expect(fetched(from: hub).allSatisfy { $0.hasPrefix("speech_tokenizer/") })
                outcome = try await run(
                    "codec", "decode", "alice/t", "a.safetensors", "-o", "b.wav", environment: environment)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(run.exists("b.wav"))
            }
        }

        @Test("A checkpoint of the Hub speaks")
        func speak() async throws {
            try await served { hub, run, environment in
                let outcome = try await run(
                    "speak", "alice/m", "Hi.", "--speaker", "ryan", "--max-seconds", "1", environment: environment)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(run.exists("speech.wav"))
                #expect(hub.violations.isEmpty)
            }
        }

        @Test("Fine-tuning starts from a checkpoint of the Hub, and the token is neither shown nor saved")
        func finetune() async throws {
            let work = try Workplace(.base)
            try await work.prepare()
            try await ImitationHub.serving { hub in
                hub.put(try ImitationHub.files(in: work.checkpoint), in: Self.id, isPrivate: true)
                try FileManager.default.removeItem(at: work.checkpoint)
                let arguments = [
                    "finetune", "--init-model-path", "alice/m", "--tokenizer-path", "alice/m", "--cache-dir", "cache",
                    "--output-dir", "run", "--max-steps", "1", "--warmup-steps", "0", "--logging-steps", "1",
                ]
                let outcome = try await work.run(
                    arguments, environment: ["HF_ENDPOINT": hub.endpoint, "HF_TOKEN": ImitationHub.writeToken])
                #expect(outcome.status == 0, "\(outcome)")
                #expect(!outcome.output.contains(ImitationHub.writeToken))
                #expect(!outcome.errors.contains(ImitationHub.writeToken))
                var read = 0
                for name in try FileManager.default.subpathsOfDirectory(atPath: work.folder.url.path) {
                    // Folders and broken links hold nothing.
                    guard let data = try? Data(contentsOf: work.folder.file(name)) else { continue }
                    read += 1
                    #expect(data.firstRange(of: Data(ImitationHub.writeToken.utf8)) == nil, "\(name)")
                }
                #expect(read > 10)
                let exported = try await work(
                    "export", "run/last", "--as", "base", "--speaker-encoder-from", "alice/m", "-o", "out",
                    environment: ["HF_ENDPOINT": hub.endpoint, "HF_HUB_OFFLINE": "1"])
                #expect(exported.status == 0, "\(exported)")
                #expect(work.exists("out/speech_tokenizer/model.safetensors"))
                #expect(hub.violations.isEmpty)
            }
        }

        @Test("What cannot be had is told with what to do")
        func refusals() async throws {
            try await served { hub, run, environment in
                hub.put([:], in: "datasets/alice/d")
                hub.put(["config.json": .init(content: Data("{}".utf8))], in: "models/alice/gated", isGated: true)
                let expected: [(String, [String: String], String)] = [
                    (
                        "alice/none", environment,
                        "There is no folder 'alice/none' here, and it cannot be had from the Hub either. The model 'alice/none' does not exist, or this token may not see it: check the spelling, and the token's rights if it is private."
                    ),
                    (
                        "alice/d", environment, "'alice/d' is a dataset, where a model is needed."
                    ),
                    (
                        "alice/m@v9", environment, "The model 'alice/m' has no branch, tag or commit 'v9'."
                    ),
                    (
                        "alice/m", environment.merging(["HF_TOKEN": "hf_wrong"]) { $1 },
                        "The Hub does not know this token: it is mistyped, expired or revoked. Make a new one at https://huggingface.co/settings/tokens and set HF_TOKEN."
                    ),
                    (
                        "alice/gated", environment,
                        "The model 'alice/gated' is gated: ask for access at \(hub.endpoint)/alice/gated, with the account of this token."
                    ),
                    (
                        "alice/m", ["HF_HUB_OFFLINE": "1"],
                        "There is no folder 'alice/m' here, and it cannot be had from the Hub either. The model 'alice/m' at 'main' is not in the cache, and HF_HUB_OFFLINE is set or the Hub does not answer: fetch it once with a network."
                    ),
                    (
                        "alice/m", ["HF_HUB_OFFLINE": "maybe"],
                        "HF_HUB_OFFLINE (environment): found 'maybe', expected 'true' or 'false' (or yes, no, on, off, 1, 0)."
                    ),
                ]
                for (name, environment, message) in expected {
                    let outcome = try await run("speakers", name, environment: environment)
                    #expect(outcome.status == 1)
                    #expect(outcome.errors == "Error: \(message)\n")
                }
            }
        }
    }
}
