public import Audio

/// What makes a vector of a recording that says who speaks.
public struct SpeakerVectors {
    /// What tells this model from others, of at least 16 characters; vectors are kept by it.
    public var fingerprint: String
    /// The vector of a clip of 24 kHz; nil for one that is too short to tell.
    public var vector: (Waveform) throws -> [Float]?
    /// Is told how many clips of how many have been seen to.
    public var progress: (_ done: Int, _ total: Int) -> Void

    /// Wraps a model.
    public init(
        fingerprint: String, progress: @escaping (Int, Int) -> Void = { _, _ in },
        vector: @escaping (Waveform) throws -> [Float]?
    ) {
        precondition(fingerprint.count >= 16, "a fingerprint has at least 16 characters")
        self.fingerprint = fingerprint
        self.progress = progress
        self.vector = vector
    }
}
