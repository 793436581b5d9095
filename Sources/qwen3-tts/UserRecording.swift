import Audio
import Foundation

extension AudioFile {
    /// Reads a recording that was named on the command line, and says what is odd about it on standard error.
    ///
    /// - Parameter maximumDuration: the limit in seconds.
    /// - Throws: `AudioError`.
    static func readSaying(_ url: URL, maximumDuration: Double? = nil) throws(AudioError) -> Waveform {
        let decoded = try decode(url, maximumDuration: maximumDuration)
        for note in decoded.notes {
            FileHandle.standardError.write(Data("Warning: of the recording '\(url.path)' \(note).\n".utf8))
        }
        return decoded.waveform
    }
}
