/// What was kept and what was left out, as `report.json` says it.
public struct PreparationReport: Codable, Sendable, Equatable {
    /// One speaker's part.
    public struct Speaker: Codable, Sendable, Equatable {
        /// The speaker's name.
        public var name: String
        /// Lines in the sources.
        public var lines: Int
        /// Clips for training.
        public var train: ClipTotals
        /// Clips for validation.
        public var validation: ClipTotals
        /// Lines left out, by reason.
        public var rejected: [String: Int]
        /// Every line left out, in the order of the sources.
        public var rejections: [Rejection]
    }

    /// The speakers, in the order of the sources.
    public var speakers: [Speaker]
    /// The limits that recordings were held against.
    public var limits: PreparationLimits
    /// The share of clips kept for validation.
    public var validationShare: Double
}

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
