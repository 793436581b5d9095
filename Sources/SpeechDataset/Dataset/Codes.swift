/// The speech tokenizer's codes of one clip.
public struct Codes: Sendable, Equatable {
    /// The number of frames, T.
    public let frames: Int
    /// The number of codebooks, Q.
    public let codebooks: Int
    /// The codes, frame after frame: `[T, Q]`, row-major.
    public let values: [Int16]

    /// Takes codes in rows of `codebooks`; there must be `frames * codebooks` of them.
    public init(frames: Int, codebooks: Int = 16, values: [Int16]) {
        precondition(frames >= 0 && codebooks > 0 && values.count == frames * codebooks, "codes fill [T, Q]")
        self.frames = frames
        self.codebooks = codebooks
        self.values = values
    }

    /// The codes of a frame, one per codebook.
    public subscript(frame frame: Int) -> ArraySlice<Int16> {
        values[frame * codebooks..<(frame + 1) * codebooks]
    }
}
