import Foundation
import SpeechDataset

/// A dataset's README.md: read, changed and written again.
enum CardReader {
    static func read(_ input: Data) throws {
        var card = try DatasetCard(input, source: "README.md")
        _ = card.configs
        card.introduce([DatasetCard.Speaker(name: "amina", language: "Hausa", seconds: 60)])
        _ = try DatasetCard(card.data, source: "README.md")
    }
}
