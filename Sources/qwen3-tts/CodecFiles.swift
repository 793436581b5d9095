import ArgumentParser
import Audio
import Foundation

/// What a codec command reads, and where the result of each goes.
struct CodecFiles {
    private(set) var pairs: [(input: URL, output: URL)]
    private let folder: URL?

    /// - Parameters:
    ///   - inputs: one file or several.
    ///   - output: a file for one input; a folder, which keeps the inputs' names, for one or several.
    ///   - extensions: what the name of an output may end in; in a folder the first one is used.
    init(_ inputs: [String], output: String, extensions: [String]) throws {
        let url = URL(filePath: output)
        let exists = FileManager.default.fileExists(atPath: url.path)
        let isFolder = FileManager.default.fileExists(atPath: url.path + "/.")
        let isFile = extensions.contains(url.pathExtension.lowercased()) && !output.hasSuffix("/")
        if inputs.count == 1, !isFolder, !output.hasSuffix("/") {
            guard isFile else {
                let endings = extensions.map { ".\($0)" }.joined(separator: " or ")
                throw ValidationError("--output is '\(output)', but must end in \(endings), or be a folder.")
            }
            folder = nil
            pairs = [(URL(filePath: inputs[0]), url)]
            return
        }
        guard isFolder || !exists && !isFile else {
            throw ValidationError("--output is '\(output)', but \(inputs.count) inputs need a folder.")
        }
        folder = url
        pairs = inputs.map { input in
            let name = URL(filePath: input).deletingPathExtension().lastPathComponent
            return (URL(filePath: input), url.appending(path: "\(name).\(extensions[0])"))
        }
        var origins: [URL: String] = [:]
        for (input, pair) in zip(inputs, pairs) {
            if let other = origins.updateValue(input, forKey: pair.output) {
                throw ValidationError(
                    "'\(other)' and '\(input)' would both be written to '\(pair.output.path)'. Rename one of them, or give "
                        + "them one by one.")
            }
        }
    }

    /// Makes the folder, and checks that every output can be written.
    ///
    /// - Throws: `AudioError.cannotWrite`.
    func prepare() throws {
        if let folder {
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            } catch {
                throw AudioError.cannotWrite(path: folder.path, reason: Self.reason(error))
            }
        }
        for pair in pairs { try AudioFile.checkWritable(pair.output) }
    }

    /// The system's words without Foundation's around them.
    private static func reason(_ error: any Error) -> String {
        let error = error as NSError
        if let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error { return reason(cause) }
        return error.localizedFailureReason ?? error.localizedDescription
    }
}

/// What a codec command says of a file when it is done.
struct CodecSummary {
    let output: URL
    let frames: Int
    /// Of audio.
    let seconds: Double
    /// Of work.
    let elapsed: Duration

    var text: String {
        let work = elapsed / .seconds(1)
        return "\(output.path): \(frames) frames, \(round(seconds, 10)) s of audio in \(round(work, 100)) s, "
            + "real-time factor \(round(work / max(seconds, .leastNormalMagnitude), 1000))"
    }

    private func round(_ value: Double, _ parts: Double) -> Double { (value * parts).rounded() / parts }
}
