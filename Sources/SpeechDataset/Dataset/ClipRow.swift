/// What a row of a dataset says of a clip, its recording apart.
package struct ClipRow: Sendable, Equatable {
    /// The SHA-256 that the clip is known by, in hexadecimal.
    package var id: String
    package var text: String
    /// A language's name, such as `English`, or `Auto`.
    package var language: String
    package var instruct: String?
    /// In seconds, where the row says it.
    package var duration: Double?
    /// Where the row has codes of the right tokenizer.
    package var codes: Codes?
}

/// Why a row cannot be trained on.
public enum RowProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no recording.
    case noRecording
    /// There is the path of a recording, and not its bytes.
    case pathWithoutBytes(String)
    /// There is no text, or one of which nothing can be said.
    case noText
    /// The recording cannot be decoded; `reason` is the decoder's.
    case unreadableRecording(reason: String)
    /// The codes are no matrix; `reason` is a part of a sentence.
    case unevenCodes(reason: String)
    /// The codes do not have as many codebooks as the model.
    case wrongCodebooks(found: Int, expected: Int)
    /// A code is none.
    case codeOutOfRange(code: Int, limit: Int)
    /// The codes are not as long as the recording.
    case wrongLength(frames: Int, seconds: Double)

    /// What is wrong, as it is counted.
    public var description: String {
        switch self {
        case .noRecording: "no recording"
        case .pathWithoutBytes(let path):
            "the path '\(path)' of a recording without its bytes, which 'qwen3-tts prepare' puts into a dataset"
        case .noText: "no text"
        case .unreadableRecording(let reason): "the recording cannot be decoded: \(reason)"
        case .unevenCodes(let reason): "codes that are no matrix: \(reason)"
        case .wrongCodebooks(let found, let expected): "codes of \(found) codebooks, where there are \(expected)"
        case .codeOutOfRange(let code, let limit): "the code \(code), where codes go from 0 to \(limit - 1)"
        case .wrongLength(let frames, let seconds):
            "\(frames) frames of codes for \((seconds * 100).rounded() / 100) s of speech"
        }
    }
}

/// A row that was skipped.
public struct BadRow: Sendable, Equatable, Codable, CustomStringConvertible {
    /// The file's path.
    public var file: String
    /// The row, from 0.
    public var row: Int
    /// What is wrong, in words.
    public var problem: String

    /// Names a row and what is wrong with it.
    public init(file: String, row: Int, problem: String) {
        self.file = file
        self.row = row
        self.problem = problem
    }

    /// `file, row 3: what is wrong`.
    public var description: String { "\(file), row \(row): \(problem)" }
}

/// What codes must be for a model.
public struct CodesForm: Sendable, Equatable {
    /// Codes of a frame.
    public var codebooks: Int
    /// Codes go from 0 to one below this.
    public var vocabulary: Int

    /// The official checkpoints' codes, unless others are given.
    public init(codebooks: Int = 16, vocabulary: Int = 2048) {
        self.codebooks = codebooks
        self.vocabulary = vocabulary
    }

    /// What is wrong with the codes of a clip; nil when nothing is.
    ///
    /// - Parameter seconds: the recording's length, where it is known.
    package func problem(_ codes: Codes, seconds: Double?) -> RowProblem? {
        guard codes.codebooks == codebooks else { return .wrongCodebooks(found: codes.codebooks, expected: codebooks) }
        if let odd = codes.values.first(where: { $0 < 0 || Int($0) >= vocabulary }) {
            return .codeOutOfRange(code: Int(odd), limit: vocabulary)
        }
        let isLong = seconds.map { abs(codes.frames - PreparedDataset.frames(seconds: $0)) <= 1 } ?? true
        return isLong && codes.frames > 0 ? nil : .wrongLength(frames: codes.frames, seconds: seconds ?? 0)
    }
}

extension PreparedDataset {
    /// The frames of a recording, rounded up; a duration of single precision may be a little too long.
    package static func frames(seconds: Double) -> Int {
        let frames = seconds * Double(sampleRate) / Double(samplesPerFrame)
        guard frames.isFinite, frames > 0 else { return 0 }
        return Int(min(frames - 1e-4, 1e9).rounded(.up))
    }
}
