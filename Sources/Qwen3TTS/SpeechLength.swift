/// Whether speech has a length that its text can have.
///
/// A model that loses its way repeats itself until the cap, or ends after a word; both show in the number of frames.
public struct SpeechLength: Sendable, Equatable {
    /// Frames a second.
    public static let frameRate = 12.5
    /// Letters a second that nobody speaks faster than.
    public static let fastest = 40.0
    /// Letters a second that nobody speaks slower than, pauses included.
    public static let slowest = 3.0
    /// Seconds that speech may be longer or shorter whatever its text.
    public static let slack = 1.5

    /// What is wrong with `frames` frames for a text of `letters`; nil if nothing.
    public static func fault(frames: Int, letters: Int) -> Fault? {
        let seconds = Double(frames) / frameRate
        if seconds > Double(letters) / slowest + slack { return .tooLong }
        if seconds < Double(letters) / fastest - slack { return .tooShort }
        return nil
    }

    /// How the length is wrong.
    public enum Fault: Sendable, Equatable {
        case tooLong, tooShort
    }
}
