import Audio
import Foundation

/// A recording, as it lies in a Parquet file or in a folder.
enum RecordingReader {
    static func read(_ input: Data) throws {
        _ = try AudioFile.read(input, name: "input.wav", maximumDuration: 30).resampled(to: 24_000)
    }
}
