public import Foundation

/// A dataset that `qwen3-tts prepare` wrote, opened for reading.
public struct PreparedDataset: Sendable, Equatable {
    /// Samples per second of every clip, in hertz.
    public static let sampleRate = 24000

    /// Samples per frame of the speech tokenizer, which makes 12.5 frames per second.
    public static let samplesPerFrame = 1920

    /// One recorded sentence.
    public struct Clip: Sendable, Equatable {
        /// The SHA-256 of the clip's 16-bit samples, in hexadecimal.
        public var id: String
        /// The speaker's name.
        public var speaker: String
        /// What is said.
        public var text: String
        /// The language's name, such as `English`, or `Auto`.
        public var language: String
        /// The length in seconds.
        public var duration: Double
        /// The length in frames, rounded up.
        public var frames: Int
        /// The recording: FLAC, 24 kHz, mono, 16 bits.
        public var audio: URL
        /// How it is said, where the transcript tells.
        public var instruct: String?

        /// Describes a clip that is made otherwise than by opening a dataset.
        public init(
            id: String, speaker: String, text: String, language: String, duration: Double, frames: Int, audio: URL,
            instruct: String? = nil
        ) {
            self.id = id
            self.speaker = speaker
            self.text = text
            self.language = language
            self.duration = duration
            self.frames = frames
            self.audio = audio
            self.instruct = instruct
        }
    }

    /// A speaker's clips and the recordings that show the voice.
    public struct Speaker: Sendable, Equatable {
        /// The name, in lower case.
        public var name: String
        /// The language of most clips.
        public var language: String
        /// Recordings of at most 15 seconds that show the voice; at least one.
        public var references: [URL]
        /// Clips to train on.
        public var train: [Clip]
        /// Clips to validate with.
        public var validation: [Clip]
    }

    /// The dataset's folder.
    public var location: URL

    /// The speakers, in the order in which they were prepared.
    public var speakers: [Speaker]

    /// All clips to train on, speaker after speaker.
    public var train: [Clip] { speakers.flatMap(\.train) }

    /// All clips to validate with, speaker after speaker.
    public var validation: [Clip] { speakers.flatMap(\.validation) }

    /// The named speakers, in that order; names count in any case.
    ///
    /// - Throws: `CorpusError.speakersNotInDataset`, which lists those that there are.
    public func select(speakers names: [String]) throws(CorpusError) -> PreparedDataset {
        let missing = names.filter { name in !speakers.contains { $0.name == name.lowercased() } }
        guard missing.isEmpty else {
            throw .speakersNotInDataset(missing, available: speakers.map(\.name))
        }
        var selected = self
        selected.speakers = []
        for name in names where !selected.speakers.contains(where: { $0.name == name.lowercased() }) {
            selected.speakers += speakers.filter { $0.name == name.lowercased() }
        }
        return selected
    }

    /// At most so many clips in all, taken from the speakers in turn so that each keeps its part; nil keeps everything.
    public func limited(train: Int? = nil, validation: Int? = nil) -> PreparedDataset {
        var limited = self
        let trainCounts = Self.shares(of: train, among: speakers.map(\.train.count))
        let validationCounts = Self.shares(of: validation, among: speakers.map(\.validation.count))
        for index in speakers.indices {
            limited.speakers[index].train = Array(speakers[index].train.prefix(trainCounts[index]))
            limited.speakers[index].validation = Array(speakers[index].validation.prefix(validationCounts[index]))
        }
        return limited
    }

    /// How many each gets when `total` are dealt one by one among those who have some left.
    private static func shares(of total: Int?, among counts: [Int]) -> [Int] {
        guard let total, total < counts.reduce(0, +) else { return counts }
        var shares = counts.map { _ in 0 }
        var left = max(0, total)
        while left > 0 {
            for index in counts.indices where left > 0 && shares[index] < counts[index] {
                shares[index] += 1
                left -= 1
            }
        }
        return shares
    }
}
