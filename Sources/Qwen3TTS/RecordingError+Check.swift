import Tokenization

extension RecordingError {
    /// The longest recording that a voice is cloned from, in seconds.
    private static let longestReference = 60.0
    /// A recording whose samples are all smaller, which is -60 dB of full scale, is silent.
    private static let silence: Float = 0.001

    /// - Throws: `RecordingError` for a recording that has no voice, or not this text.
    package static func check(_ samples: [Float], text: String?) throws(RecordingError) {
        guard !samples.isEmpty else { throw .empty }
        let peak = samples.reduce(0) { max($0, abs($1)) }
        guard peak >= silence else { throw .silent(peak: peak) }
        let seconds = Double(samples.count) / 24000
        guard seconds <= longestReference else { throw .tooLong(seconds: seconds, maximum: longestReference) }
        guard let text, !speakableText(text).isEmpty else { return }
        let letters = TextSplitter.spokenLength(speakableText(text))
        let frames = Int((seconds * SpeechLength.frameRate).rounded())
        if let fault = SpeechLength.fault(frames: frames, letters: letters) {
            throw .otherText(seconds: seconds, letters: letters, fault: fault)
        }
    }
}
