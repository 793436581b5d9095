public import Foundation
public import Qwen3TTS
public import Testing

/// A small checkpoint with random weights, and what the official package computes with it.
///
/// `Scripts/fixtures.py` makes both.
public struct TinyCheckpoint: CustomTestStringConvertible, Sendable {
    /// Its folder.
    public let url: URL

    /// Names any checkpoint's folder.
    public init(url: URL) {
        self.url = url
    }

    /// With a speaker encoder, with text embeddings of another width than the talker's.
    public static let base = TinyCheckpoint(url: fixtures.appending(path: "tiny-base"))
    /// With nine speakers, two of them of dialects.
    public static let custom = TinyCheckpoint(url: fixtures.appending(path: "tiny-custom"))
    /// Both.
    public static let all = [base, custom]

    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    /// The folder's name.
    public var testDescription: String { url.lastPathComponent }

    /// Reads its configuration.
    public func open() throws -> Checkpoint { try Checkpoint(url) }

    /// A copy in a folder, to be damaged.
    ///
    /// Files are copied, so that the fixture stays as it is whatever happens to the copy.
    public func copy(to folder: URL, _ name: String = "checkpoint") throws -> URL {
        let target = folder.appending(path: name)
        try FileManager.default.copyItem(at: url, to: target)
        return target
    }
}
