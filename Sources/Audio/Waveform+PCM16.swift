extension Waveform {
    /// The samples as 16-bit integers: `round(32768 x)`, clamped to `[-32768, 32767]`.
    ///
    /// What `AudioFile.write` stores. A reader gets back each integer divided by 32768, so that writing what was read from a
    /// 16-bit file changes nothing. What is not a number becomes 0.
    public var pcm16: [Int16] {
        samples.map { $0.isNaN ? 0 : Int16(max(-32768, min(32767, ($0 * 32768).rounded()))) }
    }
}
