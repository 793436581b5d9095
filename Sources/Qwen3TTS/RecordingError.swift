import Foundation

/// Why a recording or a sequence of codes cannot go through the parts of the model that handle audio.
public enum RecordingError: Error, Equatable, CustomStringConvertible {
    case empty
    /// Nothing is heard in a recording whose voice is wanted; `peak` is its largest sample.
    case silent(peak: Float)
    /// A recording whose voice is wanted is longer than one utterance can be, in seconds.
    case tooLong(seconds: Double, maximum: Double)
    /// A recording cannot have the text that it is given with.
    case otherText(seconds: Double, letters: Int, fault: SpeechLength.Fault)
    /// Fewer samples than the part of the model called `part` needs.
    case tooShort(samples: Int, minimum: Int, part: String)
    /// Codes of another shape than `[frames, codebooks]` with at least one frame.
    case wrongCodes(shape: [Int], codebooks: Int)
    /// Frames and codebooks count from 0.
    case codeOutOfRange(code: Int, frame: Int, codebook: Int, codebookSize: Int)
    /// A speech tokenizer was loaded without the half that is asked for.
    case notLoaded(part: String)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .empty:
            "The recording has no samples. Leave it out, or record it again."
        case .silent(let peak):
            "The reference recording is silent (its largest sample is \(peak)), and has no voice to clone. Give another."
        case .tooLong(let seconds, let maximum):
            "The reference recording has \(Int(seconds.rounded())) s, where at most \(Int(maximum)) s are used: cut it to 3 to 15 clean "
                + "seconds of one speaker."
        case .otherText(let seconds, let letters, let fault):
            "The reference recording has \(String(format: "%.1f", seconds)) s, which is too \(fault == .tooLong ? "long" : "short") for a text of "
                + "\(letters) letters: write exactly what is said in it, or take only the voice from it with --x-vector-only."
        case .tooShort(let samples, let minimum, let part):
            "A recording of \(samples) samples is too short for the \(part), which needs at least \(minimum) samples "
                + "at 24 kHz. Give a longer one."
        case .wrongCodes(let shape, let codebooks):
            "Codes of the shape \(shape) cannot be decoded: the speech tokenizer needs [frames, \(codebooks)] with at "
                + "least one frame. Encode the recording with the tokenizer of this checkpoint."
        case .codeOutOfRange(let code, let frame, let codebook, let size):
            "The code \(code) of codebook \(codebook) in frame \(frame) (both counted from 0) cannot be decoded: the "
                + "codebooks of this speech tokenizer have the codes 0 to \(size - 1). Encode the recording with the "
                + "tokenizer of this checkpoint."
        case .notLoaded(let part):
            "This speech tokenizer was loaded without its \(part). Load both parts."
        }
    }
}
