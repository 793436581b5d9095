/// What a file is that is not read as a recording, told by its first bytes.
public struct ForeignFormat: Sendable, Equatable {
    /// What helps.
    public enum Advice: Sendable, Equatable {
        /// Sound that another program can read.
        case convert
        /// The recording has to be fetched from where the pointer leads.
        case pull
        /// The recording may lie in the archive.
        case unpack
        /// Something else came under the recording's name.
        case replace
    }

    /// The command that makes a file of nearly everything that is read.
    static let conversion = "ffmpeg -i IN -ar 24000 -ac 1 OUT.wav"

    /// What it is, as a part of a sentence.
    public let name: String
    /// What helps.
    public let advice: Advice

    private init(_ name: String, _ advice: Advice) {
        self.name = name
        self.advice = advice
    }

    /// Recognises a file by its first bytes; nil for what is read, and for what nobody knows.
    init?(_ bytes: RecordingBytes) {
        let head = bytes.copy(0..<4096)
        if let known = Self.signatures.first(where: { $0.fits(head) }) {
            self.init(known.name, known.advice)
        } else if let container = Self.container(head) {
            self = container
        } else {
            return nil
        }
    }

    /// What the decoder knows the container of, and nothing more.
    static let unknownEncoding = ForeignFormat("in an encoding that is not known", .convert)

    /// Names what no decoder knows: text, zeros, or bytes.
    static func unknown(_ bytes: RecordingBytes) -> ForeignFormat {
        let head = bytes.copy(0..<4096)
        if head.allSatisfy({ $0 == 0 }) { return ForeignFormat("nothing but zeros at its beginning", .replace) }
        if let text = Text(head) { return ForeignFormat(text.name, .replace) }
        let begin = head.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        return ForeignFormat("of a format that nobody knows (it begins with the bytes \(begin))", .convert)
    }
}

extension ForeignFormat {
    /// A row of the table: what stands at a place of such a file.
    private struct Signature {
        let name: String
        let advice: Advice
        let offset: Int
        let bytes: [UInt8]

        /// The characters are the bytes of the same numbers.
        init(_ characters: String, at offset: Int = 0, is name: String, _ advice: Advice = .convert) {
            self.name = name
            self.advice = advice
            self.offset = offset
            bytes = characters.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        }

        func fits(_ head: [UInt8]) -> Bool { head.dropFirst(offset).starts(with: bytes) }
    }

    /// What begins with the same bytes every time; the more special comes first.
    private static let signatures: [Signature] = [
        Signature("ftyp", at: 4, is: "sound or a film in an MP4 file (AAC, M4A or MOV)"),
        Signature("moov", at: 4, is: "a QuickTime film"),
        Signature("mdat", at: 4, is: "a QuickTime film"),
        Signature("0&\u{b2}u\u{8e}f\u{cf}\u{11}", is: "Windows Media (WMA, WMV or ASF)"),
        Signature("#!AMR", is: "AMR, speech of a telephone"),
        Signature("#!SILK", is: "SILK, speech of a messenger"),
        Signature("#!SILK", at: 1, is: "SILK, speech of a messenger"),
        Signature("ADIF", is: "AAC"),
        Signature("\u{ff}\u{f0}", is: "AAC"),
        Signature("\u{ff}\u{f1}", is: "AAC"),
        Signature("\u{ff}\u{f8}", is: "AAC"),
        Signature("\u{ff}\u{f9}", is: "AAC"),
        Signature("\u{b}w", is: "Dolby Digital (AC-3)"),
        Signature("\u{7f}\u{fe}\u{80}\u{1}", is: "DTS"),
        Signature("Speex   ", at: 28, is: "Speex in an Ogg file"),
        Signature("\u{7f}FLAC", at: 28, is: "FLAC in an Ogg file"),
        Signature("\u{80}theora", at: 28, is: "a film in an Ogg file"),
        Signature("wvpk", is: "WavPack"),
        Signature("MAC ", is: "Monkey's Audio"),
        Signature("TTA1", is: "True Audio"),
        Signature("MPCK", is: "Musepack"),
        Signature("MP+", is: "Musepack"),
        Signature("OFR ", is: "OptimFROG"),
        Signature("DSD ", is: "DSD"),
        Signature("FRM8", is: "DSD"),
        Signature("qoaf", is: "QOA"),
        Signature(".RMF", is: "RealAudio"),
        Signature(".ra\u{fd}", is: "RealAudio"),
        Signature("MThd", is: "notes and no sound (MIDI)", .replace),
        Signature("AVI ", at: 8, is: "a film (AVI)"),
        Signature("FLV", is: "a film (FLV)"),
        Signature("\u{0}\u{0}\u{1}\u{ba}", is: "a film (MPEG)"),
        Signature("version https://git-lfs", is: "a pointer of Git LFS and not the recording itself", .pull),
        Signature("PK\u{3}\u{4}", is: "a ZIP archive", .unpack),
        Signature("\u{1f}\u{8b}", is: "a gzip archive", .unpack),
        Signature("BZh", is: "a bzip2 archive", .unpack),
        Signature("7z\u{bc}\u{af}", is: "a 7-Zip archive", .unpack),
        Signature("\u{fd}7zXZ", is: "an xz archive", .unpack),
        Signature("(\u{b5}/\u{fd}", is: "a Zstandard archive", .unpack),
        Signature("Rar!", is: "a RAR archive", .unpack),
        Signature("ustar", at: 257, is: "a tar archive", .unpack),
        Signature("\u{89}PNG", is: "a PNG image", .replace),
        Signature("\u{ff}\u{d8}\u{ff}", is: "a JPEG image", .replace),
        Signature("GIF8", is: "a GIF image", .replace),
        Signature("%PDF", is: "a PDF document", .replace),
        Signature("PAR1", is: "a Parquet file", .replace),
        Signature("\u{93}NUMPY", is: "an array of NumPy", .convert),
        Signature(
            "\u{0}\u{5}\u{16}\u{7}",
            is: "a companion of macOS (its names begin with '._') and not the recording itself", .replace),
    ]

    /// What has the same beginning whatever is in it, so that one has to look.
    private static func container(_ head: [UInt8]) -> ForeignFormat? {
        if head.starts(with: [0x1a, 0x45, 0xdf, 0xa3]) {
            let isWeb = head.prefix(64).firstRange(of: Array("webm".utf8)) != nil
            return ForeignFormat(isWeb ? "WebM" : "Matroska (MKA or MKV)", .convert)
        }
        if head.starts(with: "caff".utf8), head.count >= 32 {
            let name = head[28..<32]
            guard !["lpcm", "ulaw", "alaw", "alac"].contains(where: { name.elementsEqual($0.utf8) }) else { return nil }
            let isAAC = name.starts(with: "aac".utf8)
            return ForeignFormat(isAAC ? "AAC in a CAF file" : "of another encoding in a CAF file", .convert)
        }
        // A transport stream repeats its first byte every 188.
        if head.count > 376, head[0] == 0x47, head[188] == 0x47, head[376] == 0x47 {
            return ForeignFormat("a film (MPEG transport stream)", .convert)
        }
        return nil
    }

    /// Encodings within WAV that are not read, by their numbers.
    static func waveEncoding(_ number: Int) -> ForeignFormat? {
        let name: String? =
            switch number {
            case 0x160...0x163: "Windows Media"
            case 0xff, 0x1600, 0x1601, 0x1602, 0x1610, 0x706d, 0x4143, 0xa106: "AAC"
            case 0x2000: "Dolby Digital (AC-3)"
            case 0x2001: "DTS"
            case 0x22: "TrueSpeech"
            case 0x130...0x135: "Sipro"
            case 0x83, 0xa120: "G.729"
            case 0x42, 0x14: "G.723"
            case 0x564c, 0x674f...0x6771: "Ogg Vorbis"
            case 0x704f: "Opus"
            case 0xf1ac: "FLAC"
            case 0xa109: "Speex"
            default: nil
            }
        return name.map { ForeignFormat("\($0) in a WAV file", .convert) }
    }
}

extension ForeignFormat {
    /// The kinds of text that come in place of recordings.
    private struct Text {
        let name: String

        init?(_ head: [UInt8]) {
            if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
                name = "text (UTF-16)"
                return
            }
            // The last character may be cut in two.
            let whole = head.count < 4096 ? head[...] : head[..<(head.lastIndex { $0 & 0xc0 != 0x80 } ?? 0)]
            guard let text = String(validating: whole, as: UTF8.self),
                !text.unicodeScalars.contains(where: {
                    $0.value < 0x20 && !"\t\n\r\u{c}\u{1b}".unicodeScalars.contains($0)
                })
            else { return nil }
            let start = text.drop { $0.isWhitespace || $0 == "\u{feff}" }.prefix(64).lowercased()
            name =
                if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
                    "a page of the web (HTML)"
                } else if start.hasPrefix("<") {
                    "text (XML)"
                } else if start.hasPrefix("{") || start.hasPrefix("[") {
                    "text (JSON)"
                } else {
                    "text"
                }
        }
    }
}
