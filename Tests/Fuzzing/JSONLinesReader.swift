import Foundation
import SpeechDataset

@testable import DataPreparation

/// A transcript in JSON, an object per line or a list of them.
enum JSONLinesReader {
    static func read(_ input: Data) throws {
        let place = try TranscriptPlace(
            InputFile.write(input, as: "input.jsonl"), fields: TranscriptFields(), speaker: nil)
        try TableReader.check(JSONForm(file: place.url).read(place))
    }
}
