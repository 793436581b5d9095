/// A line that did not become a clip, or only with a warning, and why.
public struct Rejection: Codable, Sendable, Equatable {
    /// The kinds of reasons, by which reports count.
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// Too little sound is left after trimming.
        case tooShort = "too_short"
        /// Too many samples are at full scale.
        case clipped
        /// The text is too long or too short for the recording.
        case charactersPerSecond = "characters_per_second"
        /// The speaker's other clips have far more or far fewer characters per second.
        case unusualRate = "unusual_rate"
        /// The same sound comes earlier in the dataset.
        case duplicate
        /// The speaker says the same text in an earlier clip.
        case sameText = "same_text"
        /// The segment shares more than half of its sound with another of the same file.
        case overlap
        /// The clip sounds unlike the speaker's others.
        case speakerOutlier = "speaker_outlier"
        /// Too much of the clip is pauses.
        case pauses
        /// Speech hardly stands out from the noise.
        case lowSignalToNoise = "low_snr"
        /// The clip is too soft or too loud.
        case loudness
        /// The channels cancel each other, are silent or carry different sound.
        case channels
        /// Samples lay beyond full scale and were scaled down.
        case peaks
        /// The text has no letter.
        case noLetters = "no_letters"
        /// The text has numbers in digits.
        case digits
        /// The text has what nobody speaks: tags, addresses, square brackets, stage directions.
        case markup
        /// The text's letters are of another script than its language has.
        case wrongScript = "wrong_script"
        /// A word has letters of several alphabets.
        case mixedScript = "mixed_script"
        /// The text had characters that nobody sees; they are removed.
        case invisibleCharacters = "invisible_characters"
        /// The text was read or written in a wrong encoding.
        case brokenEncoding = "broken_encoding"
        /// The text has something that may not be spoken: words in round brackets, a picture, a lone sign.
        case unspoken
        /// The line cannot be read.
        case badLine = "bad_line"
        /// The recording does not exist.
        case missing
        /// The recording has no bytes or no samples.
        case empty
        /// The recording is no audio file.
        case notAudio = "not_audio"
        /// The recording cannot be decoded, or not to its end.
        case damaged
        /// The recording is silent.
        case silent
        /// The recording is longer than the limit.
        case tooLong = "too_long"

        /// The reason in words, for messages.
        var words: String {
            switch self {
            case .tooShort: "too short"
            case .clipped: "clipped"
            case .charactersPerSecond: "text too long or too short for the recording"
            case .unusualRate: "unusual characters per second"
            case .duplicate: "the same sound twice"
            case .sameText: "the same text twice"
            case .overlap: "overlapping segments"
            case .speakerOutlier: "unlike the speaker's other clips"
            case .pauses: "mostly pauses"
            case .lowSignalToNoise: "noisy"
            case .loudness: "too soft or too loud"
            case .channels: "channels that cancel, are silent or differ"
            case .peaks: "peaks beyond full scale"
            case .noLetters: "text without letters"
            case .digits: "digits in the text"
            case .markup: "markup in the text"
            case .wrongScript: "text in another script"
            case .mixedScript: "word of several alphabets"
            case .invisibleCharacters: "invisible characters"
            case .brokenEncoding: "text in a wrong encoding"
            case .unspoken: "text that may not be spoken"
            case .badLine: "unreadable line"
            case .missing: "missing"
            case .empty: "empty"
            case .notAudio: "not audio"
            case .damaged: "damaged"
            case .silent: "silent"
            case .tooLong: "too long"
            }
        }
    }

    /// The transcript or Parquet file.
    public var file: String
    /// The line in it, from 1, or the row, from 0.
    public var line: Int
    /// The kind of reason.
    public var reason: Reason
    /// What was found and what was expected.
    public var detail: String
    /// The text, when the line could be read.
    public var text: String?
    /// The clip's path in the dataset's folder, when the recording could be decoded.
    public var clip: String?

    /// Where it is.
    var origin: Origin { Origin(file: file, line: line) }

    /// Records what is wrong with a line.
    public init(origin: Origin, reason: Reason, detail: String, text: String? = nil, clip: String? = nil) {
        file = origin.file
        line = origin.line
        self.reason = reason
        self.detail = detail
        self.text = text
        self.clip = clip
    }
}
