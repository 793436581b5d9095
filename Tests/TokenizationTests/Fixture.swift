import Foundation
import Testing
import Tokenization

/// The files beside these tests.
enum Fixture {
    /// A text with what transformers makes of it.
    struct Text: Decodable, CustomTestStringConvertible {
        let text: String
        let ids: [Int]
        let assistantIDs: [Int]
        let decoded: String

        var testDescription: String { text.debugDescription }
    }

    static let directory = Bundle.module.bundleURL.appending(path: "Fixtures")
    static let reducedDirectory = directory.appending(path: "reduced")

    static func texts() throws -> [Text] {
        try JSONDecoder().decode([Text].self, from: Data(contentsOf: directory.appending(path: "texts.json")))
    }

    static func reducedMerges() throws -> String {
        try String(contentsOf: reducedDirectory.appending(path: "merges.txt"), encoding: .utf8)
    }

    /// A folder with the files of the reduced tokenizer, but for those given and those left out; removed afterwards.
    static func withDirectory<R>(
        _ files: [String: String] = [:], without missing: String? = nil, _ body: (URL) throws -> R
    ) throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["vocab.json", "merges.txt", "tokenizer_config.json"] where name != missing {
            let official = try Data(contentsOf: reducedDirectory.appending(path: name))
            try (files[name].map { Data($0.utf8) } ?? official).write(to: folder.appending(path: name))
        }
        return try body(folder)
    }
}
