import Audio
import Foundation

extension Recording {
    /// Decodes the recording; a row's is in its bytes.
    func decoded(_ bytes: Data?, maximumDuration: Double) throws(AudioError) -> DecodedRecording {
        switch self {
        case .file(let path), .announced(let path, _):
            try AudioFile.decode(URL(filePath: path), maximumDuration: maximumDuration)
        case .segment(let path, let segment):
            try AudioFile.decode(URL(filePath: path), segment: segment, maximumDuration: maximumDuration)
        case .row: try AudioFile.decode(bytes ?? Data(), name: name, maximumDuration: maximumDuration)
        }
    }

    /// What is wrong with a recording that could not be decoded.
    func problem(of error: AudioError) -> Problem {
        // What is too long is not as long as its line says, where that would have been allowed.
        guard case .tooLong(_, let seconds, let limit) = error, case .announced(_, let announced) = self,
            announced <= limit
        else { return .recording(error) }
        return problem(ofLength: seconds) ?? .recording(error)
    }

    /// What is wrong with a length in seconds, where the line says another.
    func problem(ofLength seconds: Double) -> Problem? {
        guard case .announced(let path, let announced) = self, abs(announced - seconds) > AudioSegment.tolerance else {
            return nil
        }
        return .lengthDiffers(path: path, announced: announced, found: seconds)
    }
}
