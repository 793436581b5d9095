import SpeechDataset

/// The six columns of the KSS dataset: recording, text, text with numbers written out, text in single letters, seconds, English.
///
/// Reference: kaggle.com/datasets/bryanpark/korean-single-speaker-speech-dataset, `transcript.v.1.4.txt`.
enum KoreanSingleSpeaker {
    static let title = "KSS: recording | text | normalised text | letters | seconds | English"
    /// The column of what is said, counted from 0.
    static let text = 2

    /// Whether rows have the form.
    static func matches(_ rows: [[String]]) -> Bool {
        rows.allSatisfy { $0.count == 6 && Double($0[4].trimmingWhitespace()) != nil }
            && rows.count { isHangul($0[1]) && isHangul($0[2]) && !isHangul($0[5]) } * 2 > rows.count
    }

    private static func isHangul(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0xac00...0xd7a3).contains($0.value) || (0x1100...0x11ff).contains($0.value) }
    }
}
