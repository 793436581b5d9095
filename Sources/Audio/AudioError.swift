/// Why a recording could not be read, changed or written.
public enum AudioError: Error, Sendable, Equatable {
    /// There is no file at the path.
    case missing(path: String)
    /// The path leads to a folder.
    case isFolder(path: String)
    /// The path leads to something that is neither a file nor a folder, such as a pipe.
    case notAFile(path: String, kind: String)
    /// The file is there and cannot be opened; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// The file has no bytes.
    case empty(path: String)
    /// The file is of a format that is not read, or no audio.
    case foreignFormat(path: String, ForeignFormat)
    /// The header announces a known format and cannot be used; `reason` is a part of a sentence.
    case brokenHeader(path: String, reason: String)
    /// The file ends, or cannot be decoded further, before the length that its header announces; both in seconds.
    case truncated(path: String, announced: Double, decoded: Double)
    /// Files of different sample rates, in hertz, or numbers of channels were joined to one.
    case mixedForms(path: String, rates: [Int])
    /// Samples of floating point have the scale of integers.
    case integerScale(path: String, peak: Float)
    /// The header is sound and no sample follows.
    case noSamples(path: String)
    /// A sample is not a number or infinite.
    case notFinite(path: String, sample: Int)
    /// The recording is longer than the limit, in seconds.
    case tooLong(path: String, seconds: Double, limit: Double)
    /// A segment of the recording is asked for that is not within its length, which is in seconds.
    case segmentOutside(path: String, seconds: Double)
    /// The decoder does not find the place in the recording where a segment begins.
    case cannotSeek(path: String)
    /// The file cannot be written; `reason` is the system's.
    case cannotWrite(path: String, reason: String)
    /// A file shall be written to a path that leads to a folder.
    case outputIsFolder(path: String)
    /// A file shall be written into a folder that does not exist.
    case outputFolderMissing(path: String, folder: String)
    /// The resampler refuses the pair of rates, in hertz; `reason` is the resampler's.
    case cannotResample(from: Int, to: Int, reason: String)
}

extension AudioError: CustomStringConvertible {
    /// What is wrong with which file, what was found and what to do about it.
    public var description: String {
        switch self {
        case .missing(let path):
            "The recording '\(path)' does not exist: check its path, or remove it from the transcript."
        case .isFolder(let path):
            "The recording '\(path)' is a folder, where an audio file is needed."
        case .unreadable(let path, let reason):
            "The recording '\(path)' cannot be opened: \(reason)."
        case .empty(let path):
            "The recording '\(path)' is empty (0 bytes): copy or download it again."
        case .notAFile(let path, let kind):
            "The recording '\(path)' is \(kind), where an audio file is needed: write it to a file first."
        case .foreignFormat(let path, let format):
            "The recording '\(path)' is \(format.name), \(advice(format))"
        case .brokenHeader(let path, let reason):
            "The recording '\(path)' has a broken header: \(reason). Copy, download or export it again."
        case .truncated(let path, let announced, let decoded):
            """
            The recording '\(path)' is cut off or damaged: its header announces \(milliseconds(announced)) s, of which \
            \(milliseconds(decoded)) s can be read. Copy or download it again.
            """
        case .mixedForms(let path, let rates):
            """
            The recording '\(path)' is several files in one, \
            \(rates[0] == rates[1] ? "with different numbers of channels" : "of \(rates[0]) Hz and of \(rates[1]) Hz"). \
            Convert it with '\(ForeignFormat.conversion)'.
            """
        case .integerScale(let path, let peak):
            "The recording '\(path)' is a float file with values up to \(plain(peak)), where -1 to 1 is expected\(scaling(peak))."
        case .noSamples(let path):
            "The recording '\(path)' has a header and no samples: record or copy it again."
        case .notFinite(let path, let sample):
            "The recording '\(path)' is not a number at sample \(sample): export it again, as 16-bit WAV or FLAC."
        case .tooLong(let path, let seconds, let limit):
            // Rounded up, so that what is too long by a sample does not look as long as the limit.
            """
            The recording '\(path)' is too long: \(decimal((seconds * 10).rounded(.up) / 10)) s, where at most \
            \(decimal(limit)) s are allowed. Cut it.
            """
        case .segmentOutside(let path, let seconds):
            "The recording '\(path)' ends at \(decimal(seconds)) s: correct the times, which must be seconds within it."
        case .cannotSeek(let path):
            """
            The recording '\(path)' cannot be read from there: it is damaged, or of a format that only plays from its \
            beginning. Copy it again, or convert it to WAV or FLAC.
            """
        case .cannotWrite(let path, let reason):
            "The file '\(path)' cannot be written: \(reason)."
        case .outputIsFolder(let path):
            "The file '\(path)' cannot be written: it is a folder. Name a file in it."
        case .outputFolderMissing(let path, let folder):
            "The file '\(path)' cannot be written: the folder '\(folder)' does not exist. Make it, or choose another."
        case .cannotResample(let from, let to, let reason):
            "A recording of \(from) Hz cannot be resampled to \(to) Hz: \(reason)."
        }
    }

    /// One decimal, without the locale.
    private func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// Three decimals, without the locale.
    private func milliseconds(_ seconds: Double) -> String {
        let whole = Int(min(seconds * 1000, 0x1p53).rounded())
        return "\(whole / 1000).\(String(1000 + whole % 1000).dropFirst())"
    }

    /// A number without an exponent.
    private func plain(_ value: Float) -> String {
        value < 0x1p53 ? "\(Int(value.rounded()))" : "\(value)"
    }

    /// The command that brings samples of the scale of integers between -1 and 1.
    private func scaling(_ peak: Float) -> String {
        guard let bits = [7, 15, 23, 31].first(where: { peak <= Float(1 << $0) }) else { return ": export it again" }
        return ": scale it with 'ffmpeg -i IN -af volume=1/\(1 << bits) OUT.wav'"
    }

    private func advice(_ format: ForeignFormat) -> String {
        switch format.advice {
        case .convert:
            "which is not read (WAV, FLAC, MP3, Ogg Vorbis, Opus, AIFF, CAF and AU are). "
                + "Convert it with '\(ForeignFormat.conversion)'."
        case .pull: "which 'git lfs pull' fetches."
        case .unpack: "where an audio file is needed: unpack it."
        case .replace: "where an audio file is needed: copy or download the recording again, or check the path."
        }
    }
}
