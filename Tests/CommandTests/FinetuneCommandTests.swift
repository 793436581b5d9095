import Foundation
import ModelFixtures
import TestSupport
import Testing
import Torch

extension CommandTests {
    @Suite("qwen3-tts finetune")
    struct FinetuneCommandTests {
        // MARK: Settings

        /// Arguments, and everything that is said of them.
        struct Misuse: CustomTestStringConvertible, Sendable {
            let arguments: [String]
            var environment: [String: String] = [:]
            let message: String

            var testDescription: String { arguments.joined(separator: " ") }
        }

        static let misuses: [Misuse] = [
            Misuse(
                arguments: [],
                message:
                    "INIT_MODEL_PATH is not set: expected a folder or USER/NAME[@REVISION] on the Hub, as --init-model-path, "
                    + "in the environment or in .env."),
            Misuse(
                arguments: ["--init-model-path", "c", "--learning-rate", "fast", "--seed", "-1"],
                message:
                    "LEARNING_RATE (flag --learning-rate): found 'fast', expected a number above 0.\nSEED (flag --seed): found '-1', "
                    + "expected a whole number from 0 on."),
            Misuse(
                arguments: ["--init-model-path", "c"], environment: ["NUM_EPOCHS": "two"],
                message: "NUM_EPOCHS (environment): found 'two', expected a whole number from 0 on."),
            Misuse(
                arguments: ["--init-model-path", "c", "--warmup-steps", "20", "--max-steps", "10"],
                message: "WARMUP_STEPS (flag --warmup-steps): found 20, expected at most MAX_STEPS, which is 10."),
            Misuse(
                arguments: ["--init-model-path", "c", "--num-epochs", "0"],
                message: "NUM_EPOCHS and MAX_STEPS are both 0: expected one of them above 0."),
            Misuse(
                arguments: ["--init-model-path", "c", "--use-wandb", "1"],
                message: "--use-wandb is known, but this version does not use it: leave it out."),
        ]

        @Test("A dataset that is neither a folder here nor to be had from the Hub is named as both")
        func missingDataset() async throws {
            let run = try Workplace()
            let outcome = try await run(
                "finetune", "--init-model-path", "checkpoint", "--train-data", "alice/voices",
                environment: ["HF_HUB_OFFLINE": "1"])
            #expect(outcome.status == 1)
            #expect(
                outcome.errors
                    == "Error: There is no folder 'alice/voices' here, and it cannot be had from the Hub either. The dataset "
                    + "'alice/voices' at 'main' is not in the cache, and HF_HUB_OFFLINE is set or the Hub does not answer: fetch it "
                    + "once with a network.\n")
        }

        @Test("Settings that do not parse, contradict each other or do not exist are named", arguments: misuses)
        func settings(misuse: Misuse) async throws {
            let run = try Workplace()
            let outcome = try await run.run(["finetune"] + misuse.arguments, environment: misuse.environment)
            #expect(outcome.status == 1)
            #expect(outcome.errors == "Error: \(misuse.message)\n")
            #expect(!run.exists("runs"))
        }

        @Test("A line of .env that is no setting is named with its number")
        func dotEnv() async throws {
            let run = try Workplace()
            try Data("INIT_MODEL_PATH=checkpoint\nBATCH_SIZE=0\n".utf8).write(to: run.folder.file(".env"))
            let outcome = try await run("finetune")
            #expect(outcome.status == 1)
            #expect(outcome.errors == "Error: BATCH_SIZE (.env:2): found '0', expected a whole number from 1 on.\n")
        }

        // MARK: Checkpoints

        @Test("A checkpoint that cannot be used is named before anything is done")
        func checkpoints() async throws {
            let run = try Workplace()
            func message() async throws -> String {
                let outcome = try await run.finetune(steps: 1)
                #expect(outcome.status == 1)
                #expect(!run.exists("run"))
                #expect(!run.exists("cache"))
                return outcome.errors
            }
            let weights = run.checkpoint.appending(path: "model.safetensors")
            let content = try Data(contentsOf: weights)
            let file = try SafetensorsFile(weights)
            var tensors = try file.names.map { (name: $0, tensor: try file.tensor($0).clone()) }
            let lastTensor = tensors.popLast()
            let last = try #require(lastTensor)
            tensors.append((last.name, try .zeros([1, 2])))
            try SafetensorsWriter.write(tensors, to: weights)
            #expect(
                try await message() == """
                    Error: The parameters in 'DIR/checkpoint/model.safetensors' do not fit the model that its config.json describes:
                      The parameter '\(last.name)' has the shape [1, 2], where the model needs \(last.tensor.shape).
                    Use the config.json that came with these parameters, or download the checkpoint again.

                    """)

            try content.dropLast(4).write(to: weights)
            let data =
                content.count
                - (8 + content.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) })
            #expect(
                try await message() == """
                    Error: 'DIR/checkpoint/model.safetensors' is cut off: its header describes \(data) bytes of data and it has \
                    \(data - 4). Download or copy it again.

                    """)

            try Data([UInt8](repeating: 0xFF, count: 64)).write(to: weights)
            #expect(
                try await message() == """
                    Error: 'DIR/checkpoint/model.safetensors' is not a safetensors file, or is cut off: it announces a header of \
                    18446744073709551615 bytes and has 64 bytes in all. Download or copy it again.

                    """)

            try FileManager.default.removeItem(at: run.checkpoint.appending(path: "config.json"))
            #expect(
                try await message() == """
                    Error: The checkpoint 'DIR/checkpoint' has no 'config.json'. Copy the whole folder of the checkpoint; its files \
                    are config.json, model.safetensors, vocab.json, merges.txt, tokenizer_config.json and speech_tokenizer/.

                    """)

            try FileManager.default.removeItem(at: run.checkpoint)
            #expect(
                try await message() == """
                    Error: There is no checkpoint at 'DIR/checkpoint'. Give the folder of a Qwen3-TTS checkpoint, or the name of \
                    one on the Hugging Face Hub such as Qwen/Qwen3-TTS-12Hz-0.6B-Base, or make one with 'qwen3-tts init'.

                    """)
        }

        @Test("Without a dataset it says how to make one")
        func noDataset() async throws {
            let run = try Workplace()
            let outcome = try await run.finetune(steps: 1)
            #expect(outcome.status == 1)
            #expect(
                outcome.errors
                    == "Error: The dataset 'DIR/prepared' does not exist: check the path, or make it with 'qwen3-tts prepare'.\n"
            )
            #expect(!run.exists("run"))
        }

        @Test("An output folder that cannot be is refused")
        func output() async throws {
            let run = try Workplace()
            try await run.prepare()
            try Data("x".utf8).write(to: run.folder.file("run"))
            let outcome = try await run.finetune(steps: 1)
            #expect(outcome.status == 1)
            #expect(
                outcome.message == "Error: OUTPUT_DIR is 'DIR/run', where no folder can be made: 'DIR/run' is a file.\n"
            )
            #expect(try Data(contentsOf: run.folder.file("run")) == Data("x".utf8))
        }

        // MARK: Interruption

        /// Starts a run of `steps` steps and presses Ctrl-C after the first, or sends another signal; gives the step that it stopped at.
        private func interrupt(
            _ run: Workplace, steps: Int, by signal: (name: String, status: Int32) = ("INT", 130)
        ) async throws -> Int {
            // The shell, since a test may have to wait for its turn while the run goes on.
            let pressing = #"""
                "$0" "$@" & child=$!
                until [ -s run/log.jsonl ] || ! kill -0 $child; do sleep 0.02; done
                kill -SIGNAL $child
                wait $child
                """#.replacing("SIGNAL", with: signal.name)
            let outcome = try await run.finetune(steps: steps, launcher: ["/bin/bash", "-c", pressing])
            #expect(outcome.status == signal.status)
            let stopped = try #require(outcome.errors.firstMatch(of: /Stopped at step ([0-9]+)\./)?.1)
            let step = try #require(Int(stopped))
            #expect(step > 0 && step < steps)
            let name = "checkpoint-\(String(repeating: "0", count: 6 - stopped.count))\(stopped)"
            #expect(
                outcome.errors.hasSuffix(
                    """

                    Stopping: what is done is saved, and the same command goes on from there; again to stop at once.
                    saved DIR/run/\(name)
                    The latest checkpoint is DIR/run/\(name)
                    Stopped at step \(stopped). Run the command again to go on.

                    """), "\(outcome)")
            return step
        }

        @Test(
            "Ctrl-C and SIGTERM save a checkpoint, and the same command goes on from it",
            arguments: [("INT", Int32(130)), ("TERM", Int32(143))])
        func interruption(name: String, status: Int32) async throws {
            let run = try Workplace()
            try await run.prepare()
            let step = try await interrupt(run, steps: 60, by: (name, status))
            let outcome = try await run.finetune(steps: 60)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors.contains(", step \(step)\n"))
            let log = try String(contentsOf: run.folder.file("run/log.jsonl"), encoding: .utf8).split(separator: "\n")
            let steps = log.filter { $0.contains(#""kind":"train""#) }.compactMap {
                $0.firstMatch(of: /"step":([0-9]+)/).flatMap { Int($0.1) }
            }
            #expect(steps == Array(1...60))
            #expect(try run.halfWritten() == [])
        }

        // MARK: Several processes

        @Test("Two processes with one cache make the clips ready once, or both, and train alike")
        func together() async throws {
            let run = try Workplace()
            try await run.prepare()
            @Sendable func train(_ output: String) async throws -> BuiltCommand.Outcome {
                try await run.run([
                    "finetune", "--init-model-path", "checkpoint", "--cache-dir", "cache", "--output-dir", output,
                    "--max-steps", "1", "--warmup-steps", "0",
                ])
            }
            async let first = train("run-1")
            async let second = train("run-2")
            for outcome in try await [first, second] { #expect(outcome.status == 0, "\(outcome)") }
            let stores = try FileManager.default.contentsOfDirectory(atPath: run.folder.file("cache/clips").path)
            #expect(stores.count { $0.hasSuffix(".clips") } == 1 && stores.count == 2, "\(stores)")
            #expect(try run.halfWritten() == [])
        }

        // MARK: A full disk

        @Test("A disk that fills up while a checkpoint is written leaves the one before, and training can go on")
        func fullDisk() async throws {
            let run = try Workplace()
            try await run.prepare()
            let step = try await interrupt(run, steps: 60)
            let before = try run.contents("run")
            // Files may not grow beyond 1 MB, which the weights do.
            let limited = ["/bin/bash", "-c", #"trap '' XFSZ; ulimit -f 1024; exec "$0" "$@""#]
            let outcome = try await run.finetune(steps: 60, launcher: limited)
            #expect(outcome.status == 1)
            #expect(
                outcome.message
                    == "Error: The checkpoint 'DIR/run/checkpoint-000060' cannot be written: File too large. Nothing half-written "
                    + "was left there.\n")
            // The log goes on, and the lock has the number of the process.
            let changing = ["log.jsonl", ".lock"]
            let after = try run.contents("run")
            #expect(after["log.jsonl"] != nil)
            #expect(after.filter { !changing.contains($0.key) } == before.filter { !changing.contains($0.key) })
            #expect(try run.halfWritten() == [])

            let again = try await run.finetune(steps: 60)
            #expect(again.status == 0, "\(again)")
            #expect(again.errors.contains(", step \(step)\n"))
            #expect(run.exists("run/checkpoint-000060/config.json"))
        }

        @Test(
            "The same on a file system without space",
            .enabled("needs the right to mount one") { try SmallDisk.isPossible() },
            // Where the speech tokenizer's files do not fit, and where the weights do not.
            arguments: [1, 2])
        func smallDisk(megabytes: Int) async throws {
            let run = try Workplace()
            try await run.prepare()
            let disk = try SmallDisk(at: run.folder.file("run"), megabytes: megabytes)
            defer { disk.unmount() }
            let outcome = try await run.finetune(steps: 2)
            #expect(outcome.status == 1)
            #expect(
                outcome.message
                    == "Error: The checkpoint 'DIR/run/checkpoint-000002' cannot be written: No space left on device. Nothing "
                    + "half-written was left there.\n")
            let names = try FileManager.default.contentsOfDirectory(atPath: run.folder.file("run").path)
            #expect(names.sorted() == [".lock", "log.jsonl", "run.json"])
        }
    }
}

extension Workplace {
    /// The names and contents of the files in a folder; links as what they point to.
    fileprivate func contents(_ name: String) throws -> [String: Data] {
        let folder = folder.file(name)
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let url = folder.appending(path: name)
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: url.path) {
                contents[name] = Data(target.utf8)
            } else if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
                contents[name] = try Data(contentsOf: url)
            }
        }
        return contents
    }
}
