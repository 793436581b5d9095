import Files
public import Foundation
public import Torch

/// Writes a checkpoint's folder: beside its place, and renamed when it is complete.
public struct CheckpointWriter {
    /// The checkpoint whose configuration and other files are taken over.
    public let source: Checkpoint
    /// Names added to the configuration, with their rows.
    public var speakers: [String: Int] = [:]
    /// Languages added to the configuration, by lower-case name, with their rows.
    public var languages: [String: Int] = [:]
    /// Rows of the codec embedding that are replaced, each by a vector `[hidden]`.
    public var rows: [Int: Tensor] = [:]
    /// The `speaker_encoder_config` of a base checkpoint, whose speaker encoder is then among the parameters; nil writes
    /// a `custom_voice` checkpoint, which has none.
    public var speakerEncoder: JSONValue?

    /// Copies `source` unchanged, but for what the properties set before `write` say.
    public init(_ source: Checkpoint) {
        self.source = source
    }

    /// Writes the model as `custom_voice`, as which the official package speaks as each speaker; or as `base`, as which
    /// it clones voices.
    ///
    /// - Parameters:
    ///   - parameters: under their official names; each is written in the dtype that the source has it in, and in its
    ///     own where the source has none.
    ///   - extra: writes further files into the folder before it takes its name.
    /// - Throws: `CheckpointError.cannotWrite`, after removing what was written.
    public func write(
        _ parameters: [(name: String, tensor: Tensor)], to url: URL, extra: (URL) throws -> Void = { _ in }
    ) throws {
        let files = FileManager.default
        if let obstacle = try Self.obstacle(to: url) {
            throw CheckpointError.cannotWrite(path: url.path, reason: "'\(obstacle.path)' is a file, not a folder")
        }
        let temporary = AtomicFolder.partial(of: url)
        do {
            try files.createDirectory(at: temporary, withIntermediateDirectories: true)
            try copyOtherFiles(to: temporary)
            try writeConfiguration(to: temporary)
            try writeWeights(parameters, to: temporary)
            try extra(temporary)
            try AtomicFolder.flush(temporary)
            try AtomicFolder.replace(url, by: temporary)
        } catch {
            // What is left of the attempt is worth nothing; that it cannot be removed would not change the message.
            try? files.removeItem(at: temporary)
            throw CheckpointError.cannotWrite(path: url.path, reason: Self.reason(error))
        }
    }

    /// The file that stands where the path of `url` needs a folder, which Foundation's own message would not name.
    public static func obstacle(to url: URL) throws -> URL? {
        var parent = url.deletingLastPathComponent()
        while parent.path.count > 1 && !FileManager.default.fileExists(atPath: parent.path) {
            parent = parent.deletingLastPathComponent()
        }
        let values = try parent.resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey])
        return values.isDirectory == true ? nil : parent
    }

    private func writeWeights(_ parameters: [(name: String, tensor: Tensor)], to folder: URL) throws {
        let file = try SafetensorsSet(source.weightsFile)
        var written: [(name: String, tensor: Tensor)] = []
        for (name, tensor) in parameters where speakerEncoder != nil || !name.hasPrefix("speaker_encoder.") {
            var exported = try tensor.detached()
            if name == "talker.model.codec_embedding.weight" && !rows.isEmpty {
                exported = try exported.clone()
                for (row, vector) in rows { try exported.select(0, row).assign(vector.detached()) }
            }
            written.append((name, try exported.to(file.dtype(of: name) ?? tensor.dtype)))
        }
        try SafetensorsWriter.write(written, to: folder.appending(path: "model.safetensors"))
    }

    private func writeConfiguration(to folder: URL) throws {
        var configuration = source.rawConfiguration
        var talker = configuration["talker_config"] ?? .object([:])
        if let speakerEncoder {
            configuration["tts_model_type"] = .string("base")
            configuration["speaker_encoder_config"] = speakerEncoder
        } else {
            configuration["tts_model_type"] = .string("custom_voice")
        }
        for (name, row) in speakers {
            talker["spk_id", name] = .integer(row)
            talker["spk_is_dialect", name] = .bool(false)
        }
        for (name, row) in languages { talker["codec_language_id", name] = .integer(row) }
        configuration["talker_config"] = talker
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(configuration).write(to: folder.appending(path: "config.json"))
    }

    /// Everything beside the weights and the configuration; large files are linked, since nobody changes them in place.
    private func copyOtherFiles(to folder: URL) throws {
        let files = FileManager.default
        // A link, such as a run's `last`, has to be followed before it can be listed.
        for item in try files.contentsOfDirectory(
            at: source.url.resolvingSymlinksInPath(), includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        where Self.isTakenOver(item.lastPathComponent) {
            // A folder of the Hub's cache holds links.
            let original = item.resolvingSymlinksInPath()
            let values = try original.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
            guard values.isRegularFile == true, values.fileSize ?? 0 <= Self.largestOtherFile else { continue }
            try files.copyItem(at: original, to: folder.appending(path: item.lastPathComponent))
        }
        let tokenizer = folder.appending(path: "speech_tokenizer")
        try files.createDirectory(at: tokenizer, withIntermediateDirectories: true)
        for item in try files.contentsOfDirectory(at: source.speechTokenizer, includingPropertiesForKeys: nil) {
            let original = item.resolvingSymlinksInPath()
            let target = tokenizer.appending(path: item.lastPathComponent)
            do {
                try files.linkItem(at: original, to: target)
            } catch {
                try files.copyItem(at: original, to: target)  // Another file system.
            }
        }
    }

    /// 64 MB: a tokenizer of any kind has less, weights of another format have more.
    private static let largestOtherFile = 64_000_000

    /// Whether a file beside the configuration and the weights holds for the new checkpoint as well: tokenizer files,
    /// settings and the licence, but not the description of another model.
    private static func isTakenOver(_ name: String) -> Bool {
        let name = name.lowercased()
        let isWeights = ["safetensors", "bin", "pt", "pth", "gguf", "onnx"].contains(URL(filePath: name).pathExtension)
        return !isWeights && !name.hasSuffix(".index.json") && !["config.json", "readme.md"].contains(name)
    }

    /// The system's own words for what went wrong.
    private static func reason(_ error: any Error) -> String {
        if case SafetensorsError.cannotWrite(_, let reason) = error { return reason }
        // Foundation has words of its own for this one.
        if let error = error as? CocoaError, error.code == .fileWriteOutOfSpace { return "No space left on device" }
        let cocoa = error as NSError
        guard cocoa.domain == NSCocoaErrorDomain || cocoa.domain == NSPOSIXErrorDomain else { return "\(error)" }
        let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError
        let text = (underlying ?? cocoa).localizedDescription
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}

extension JSONValue {
    /// The member `inner` of the object `outer`.
    fileprivate subscript(outer: String, inner: String) -> JSONValue? {
        get { self[outer]?[inner] }
        set {
            var object = self[outer] ?? .object([:])
            object[inner] = newValue
            self[outer] = object
        }
    }
}
