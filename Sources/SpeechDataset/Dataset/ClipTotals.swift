/// How much there is of something.
public struct ClipTotals: Codable, Sendable, Equatable {
    /// The number of clips.
    public var clips: Int
    /// Their length in seconds.
    public var seconds: Double

    /// Counts clips.
    public init(clips: Int = 0, seconds: Double = 0) {
        self.clips = clips
        self.seconds = seconds
    }
}
