public import SpeechDataset

/// What was kept and what was left out, as `report.json` says it.
public struct PreparationReport: Codable, Sendable, Equatable {
    /// One speaker's part.
    public struct Speaker: Codable, Sendable, Equatable {
        /// The speaker's name.
        public var name: String
        /// Lines in the sources, as far as they were wanted.
        public var lines: Int
        /// Clips for training.
        public var train: ClipTotals
        /// Clips for validation.
        public var validation: ClipTotals
        /// Lines left out, by reason.
        public var rejected: [String: Int]
        /// Clips that were sound, and more than were wanted.
        public var surplus = 0
        /// The lines left out, in the order of the sources; of each reason at most the first thousand.
        public var rejections: [Rejection]
        /// Clips kept although something is odd, by what it is; a clip may count several times.
        public var warned: [String: Int]
        /// How many of the clips that were kept have a warning.
        public var warnedClips = 0
        /// What is odd about clips that were kept, in the order of the sources; of each reason at most the first thousand.
        public var warnings: [Rejection]
        /// What was changed to make clips of the recordings that were kept.
        public var changes: PreparationChanges
        /// How the measures of the clips that were kept are distributed.
        public var measures: [ClipMeasure: MeasureDistribution]
        /// The clips that were kept with the lowest and highest measures, as far as these are the worse ones.
        public var extremes: [ClipExtreme]
        /// The recordings that show the voice, and why these.
        public var references: [ReferenceNote] = []
        /// How alike the clips sound, where that was looked at.
        public var voice: VoiceSummary?
        /// What is to be said of the speaker as a whole, if anything; reports of earlier versions say nothing here.
        public var notes: [String]?

        /// Lines left out.
        public var rejectedLines: Int { rejected.values.reduce(0, +) }
    }

    /// The speakers, in the order of the sources.
    public var speakers: [Speaker]
    /// The limits that recordings were held against.
    public var limits: PreparationLimits
    /// The share of clips kept for validation.
    public var validationShare: Double
    /// What became of the lines of each source of the last run; nil in reports of earlier versions, and where a speaker left the dataset.
    public var sources: [SourceTotals]?
    /// What is to be said of the dataset as a whole, if anything.
    public var notes: [String]?
}
