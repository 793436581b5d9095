import Foundation
import TestSupport
import Testing

/// The command as `swift test` built it, run as its users run it.
struct BuiltCommand {
    /// Where it runs, and what holds everything that it writes.
    let folder: TemporaryFolder
    /// In place of the command, for tests that need limits around it: is given the command and its arguments.
    var launcher: [String] = []

    /// How a command ended.
    struct Outcome: CustomStringConvertible {
        var status: Int32
        /// Standard output, where it is text.
        var output: String
        /// Standard output as it came.
        var bytes = Data()
        /// Standard error, with the folder's path as `DIR`.
        var errors: String

        /// What standard error ends with: the message, from `Error:` on.
        var message: String {
            errors.range(of: "Error: ").map { String(errors[$0.lowerBound...]) } ?? errors
        }

        var description: String { "status \(status)\n\(output)\n\(errors)" }
    }

    /// A signal that is sent as soon as standard error, or anything else, says that it is time, and the command handles it.
    struct Kill {
        var signal: Int32
        var when: (_ errors: String) -> Bool = { _ in true }

        /// Whether a process has set what becomes of the signal.
        func isHandled(by process: Int32) -> Bool {
            let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
            return status.split(separator: "\n").contains { line in
                guard line.hasPrefix("SigCgt:") || line.hasPrefix("SigIgn:") else { return false }
                let mask = UInt64(line.dropFirst(7).filter(\.isHexDigit), radix: 16) ?? 0
                return mask >> UInt64(signal - 1) & 1 == 1
            }
        }
    }

    init(in folder: TemporaryFolder) {
        self.folder = folder
    }

    /// The products lie beside the test bundle.
    private static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "qwen3-tts")

    /// Runs the command to its end.
    ///
    /// - Parameters:
    ///   - seconds: after so many it is killed, which fails the test.
    ///   - kills: signals to send, one after the other.
    func callAsFunction(
        _ arguments: [String], environment: [String: String] = [:], seconds: Double = 120, kills: [Kill] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Outcome {
        let process = Process()
        let line = launcher + [Self.executable.path] + arguments
        process.executableURL = URL(filePath: line[0])
        process.arguments = Array(line.dropFirst())
        process.currentDirectoryURL = folder.url
        // Nothing of the user's settings reaches the command, which does not start itself again where spinning is set.
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder.url.path, "NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
            "GOMP_SPINCOUNT": "10000",
        ].merging(environment) { $1 }
        let logs = try TemporaryFolder()
        let handles = try ["out", "err"].map { name in
            try Data().write(to: logs.file(name))
            return try FileHandle(forWritingTo: logs.file(name))
        }
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        var kills = kills[...]
        while process.isRunning {
            if let next = kills.first, next.isHandled(by: process.processIdentifier),
                next.when(try text(logs.file("err")))
            {
                kill(process.processIdentifier, next.signal)
                kills.removeFirst()
            }
            if clock.now > deadline {
                kill(process.processIdentifier, SIGKILL)
                Issue.record("killed after \(seconds) s: \(arguments)", sourceLocation: sourceLocation)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return Outcome(
            status: process.terminationStatus, output: try text(logs.file("out")),
            bytes: try Data(contentsOf: logs.file("out")), errors: try text(logs.file("err")))
    }

    private func text(_ url: URL) throws -> String {
        String(decoding: try Data(contentsOf: url), as: UTF8.self).replacing(folder.url.path, with: "DIR")
    }
}
