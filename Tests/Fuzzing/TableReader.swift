import Foundation
import SpeechDataset

@testable import DataPreparation

/// A table of a transcript, from its bytes to its rows; every line is accounted for, or the table is refused.
enum TableReader {
    static func read(_ input: Data) throws {
        let place = try TranscriptPlace(
            InputFile.write(input, as: "input.csv"), fields: TranscriptFields(), speaker: nil)
        try check(TableForm(file: place.url).read(place))
    }

    /// The sums must add up.
    static func check(_ reading: SourceReading) throws {
        for account in reading.accounts {
            let sum = account.rows + account.headers + account.blank + account.continued
            precondition(account.lines == sum, "\(account.lines) lines, of which \(sum) are accounted for")
        }
        for line in reading.lines { _ = try? line.content.get() }
    }
}
