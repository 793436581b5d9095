public import Foundation
public import Torch

/// A file with the codes of one recording: safetensors with one tensor, `codes`, `[T, Q]` in int16.
///
/// So any program reads it that reads checkpoints: `safetensors.torch.load_file(path)["codes"].long()` in Python, which the
/// official `tokenizer.decode([{"audio_codes": ...}])` takes.
public enum CodesFile {
    private static let name = "codes"

    /// Writes codes `[T, Q]`, beside the destination and then renamed.
    ///
    /// - Precondition: the codes are integers; codes beyond 16 bits are written as int64.
    /// - Throws: `SafetensorsError.cannotWrite`.
    public static func write(_ codes: Tensor, to url: URL) throws {
        precondition(codes.rank == 2 && !codes.dtype.isFloatingPoint, "codes are integers, [T, Q]")
        let fits = try codes.elementCount == 0 || codes.maximum().integerItem() <= Int(Int16.max)
        try SafetensorsWriter.write([(name, try codes.to(fits ? .int16 : .int64))], to: url)
    }

    /// Reads codes for a tokenizer of this configuration: `[T, Q]` in int64, of any integer dtype in the file.
    ///
    /// - Throws: `SafetensorsError` for what is no such file, `CodesFileError` for codes that the tokenizer cannot decode.
    public static func read(_ url: URL, for configuration: SpeechTokenizerConfiguration) throws -> Tensor {
        let file = try SafetensorsFile(url)
        guard let dtype = file.dtype(of: name) else {
            throw CodesFileError.noCodes(path: url.path, tensors: file.names)
        }
        guard !dtype.isFloatingPoint, dtype != .bool else {
            throw CodesFileError.notIntegers(path: url.path, dtype: dtype.rawValue)
        }
        // A copy, which does not change when the file does.
        let codes = try file.tensor(name).clone().to(.int64)
        do {
            try configuration.decoder.check(codes)
        } catch let error as RecordingError {
            throw CodesFileError.doesNotFit(path: url.path, error)
        }
        return codes
    }
}

/// What is wrong with a file of codes.
public enum CodesFileError: Error, Equatable, CustomStringConvertible {
    /// There is no tensor `codes`, only those in `tensors`.
    case noCodes(path: String, tensors: [String])
    case notIntegers(path: String, dtype: String)
    /// The codes are not such as the speech tokenizer makes, for a reason of its own.
    case doesNotFit(path: String, RecordingError)

    /// What is wrong with which file, and what to do about it.
    public var description: String {
        switch self {
        case .noCodes(let path, let tensors):
            "The file '\(path)' has no tensor 'codes'; it has "
                + (tensors.isEmpty ? "none" : tensors.prefix(5).map { "'\($0)'" }.joined(separator: ", "))
                + (tensors.count > 5 ? " and \(tensors.count - 5) more" : "")
                + ". Make it with 'qwen3-tts codec encode', or save the codes under that name."
        case .notIntegers(let path, let dtype):
            "The codes in '\(path)' are of the dtype \(dtype), where integers are expected. Save them as int16 or int64."
        case .doesNotFit(let path, let reason):
            "The codes in '\(path)' do not fit. \(reason)"
        }
    }
}
