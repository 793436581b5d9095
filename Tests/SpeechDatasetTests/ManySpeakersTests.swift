import Foundation
import Testing

@testable import SpeechDataset

@Suite("A thousand speakers", .timeLimit(.minutes(1)))
struct ManySpeakersTests {
    private static let names = (0..<1000).map { "speaker\(1000 + $0)" }
    private static let configs = names.map { name in
        DatasetConfig(
            name: name, columns: DatasetColumn.prepared(instruct: false, codes: false),
            splits: [.init("train", examples: 18, bytes: 9), .init("validation", examples: 2, bytes: 1)],
            downloadSize: 10)
    }

    @Test("A card with all of them is written and read as one that is set config by config")
    func card() throws {
        var card = DatasetCard()
        card.set(Self.configs)
        card.introduce(Self.names.map { .init(name: $0, language: "Hausa", seconds: 36) })
        let read = try DatasetCard(card.data, source: "README.md")
        #expect(read.configs.map(\.name) == Self.names)
        #expect(read.examples().count == 1000)
        #expect(read.text.contains("| speaker1999 | Hausa | 0.01 | 18 | 2 |"))
        var again = read
        again.set(Self.configs)
        #expect(again.text.utf8.elementsEqual(read.text.utf8))

        var few = DatasetCard()
        few.set(Array(Self.configs.prefix(3)))
        var oneByOne = DatasetCard()
        for config in Self.configs.prefix(3).reversed() { oneByOne.set(config) }
        #expect(few.text == oneByOne.text)
    }

    @Test("A merge takes all of them over at once")
    func merge() throws {
        var card = DatasetCard()
        card.set(Self.configs)
        card.introduce(Self.names.map { .init(name: $0, language: "Hausa", seconds: 36) })
        var there = DatasetCard()
        there.set(
            DatasetConfig(
                name: "zainab", columns: DatasetColumn.prepared(instruct: false, codes: false),
                splits: [.init("train", examples: 1, bytes: 1)], downloadSize: 1))
        there.introduce([.init(name: "zainab", language: "Hausa", seconds: 7200)])
        there.merge(card, repository: "u/d")
        #expect(there.configs.map(\.name) == Self.names + ["zainab"])
        #expect(there.text.contains("| zainab | Hausa | 2.00 | 1 |  |"))
    }

    @Test("The files of all of them are found by the card's patterns")
    func files() throws {
        var card = DatasetCard()
        card.set(Self.configs)
        let paths = Self.names.flatMap { name in
            ["train", "validation"].map { ("\(name)/\($0)-00000-of-00001.parquet", Int64(1)) }
        }
        let files = DatasetFiles(dataset: "d", card: card, paths: paths.shuffled())
        #expect(files.configs == Self.names)
        for name in Self.names {
            #expect(files.splits(of: name) == ["train", "validation"])
            #expect(try files.files(of: name, split: "train").map(\.path) == ["\(name)/train-00000-of-00001.parquet"])
        }
    }
}
