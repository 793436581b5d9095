import Audio
import Foundation
import TestSupport
import Testing

@Suite("Files that are no recordings, or of another format")
struct ForeignFormatTests {
    private func message(_ bytes: [UInt8]) -> String? {
        do throws(AudioError) {
            _ = try AudioFile.read(Data(bytes), name: "a.wav")
            return nil
        } catch {
            return error.description
        }
    }

    private func message(_ text: String) -> String? { message(text.unicodeScalars.map { UInt8($0.value) }) }

    @Test(
        "Sound that is not read is named, with the command that converts it",
        arguments: [
            ("\0\0\0\u{20}ftypM4A \0\0\0\0", "sound or a film in an MP4 file (AAC, M4A or MOV)"),
            ("\0\0\0\u{18}ftyp3gp4\0\0\0\0", "sound or a film in an MP4 file (AAC, M4A or MOV)"),
            ("\u{ff}\u{f1}\u{50}\u{80}\u{1f}\u{fc}", "AAC"),
            ("ID3\u{3}\0\0\0\0\0\u{2}xx\u{ff}\u{f9}\u{50}\u{80}", "AAC"),
            ("ADIF\0\0", "AAC"), ("#!AMR\n<", "AMR, speech of a telephone"),
            ("#!AMR-WB\n", "AMR, speech of a telephone"),
            ("\u{2}#!SILK_V3", "SILK, speech of a messenger"),
            ("\u{1a}\u{45}\u{df}\u{a3}\u{9f}\u{42}\u{82}\u{84}webm", "WebM"),
            ("\u{1a}\u{45}\u{df}\u{a3}\u{9f}\u{42}\u{82}\u{88}matroska", "Matroska (MKA or MKV)"),
            ("0&\u{b2}u\u{8e}f\u{cf}\u{11}\u{a6}\u{d9}", "Windows Media (WMA, WMV or ASF)"),
            ("OggS\0\u{2}" + String(repeating: "\0", count: 22) + "\u{7f}FLAC\u{1}", "FLAC in an Ogg file"),
            ("OggS\0\u{2}" + String(repeating: "\0", count: 22) + "Speex   1.2", "Speex in an Ogg file"),
            ("RIFF\0\0\0\0AVI LIST", "a film (AVI)"), ("wvpk\0\0\0\0", "WavPack"), ("MAC \0\0", "Monkey's Audio"),
            ("caff\0\u{1}\0\0desc\0\0\0\0\0\0\0\u{20}@\u{d7}p\0\0\0\0\0aac \0\0\0\0", "AAC in a CAF file"),
            ("\u{93}NUMPY\u{1}\0", "an array of NumPy"),
        ])
    func otherSound(beginning: String, name: String) {
        #expect(
            message(beginning) == """
                The recording 'a.wav' is \(name), which is not read (WAV, FLAC, MP3, Ogg Vorbis, Opus, AIFF, CAF and AU are). \
                Convert it with 'ffmpeg -i IN -ar 24000 -ac 1 OUT.wav'.
                """)
    }

    @Test(
        "WAV files are told apart by their encoding",
        arguments: [(0x161, "Windows Media"), (0xff, "AAC"), (0x1610, "AAC"), (0x2000, "Dolby Digital (AC-3)")])
    func waveEncodings(number: Int, name: String) {
        var bytes = wave(payload: pcm([1, 2, 3]))
        bytes.replaceSubrange(20..<22, with: [UInt8(number & 255), UInt8(number >> 8)])
        #expect(
            message(bytes)?.hasPrefix("The recording 'a.wav' is \(name) in a WAV file, which is not read (") == true)
    }

    @Test(
        "What is no sound is named",
        arguments: [
            ("\n<!DOCTYPE html>\n<html>", "a page of the web (HTML)"), ("<HTML><body>", "a page of the web (HTML)"),
            ("<?xml version='1.0'?>", "text (XML)"), ("{\"error\": \"gone\"}", "text (JSON)"),
            ("[1, 2]", "text (JSON)"),
            ("Sentence 1\nSentence 2\n", "text"), ("Ich hei\u{c3}\u{9f}e", "text"),
            ("\u{ff}\u{fe}a\0b\0", "text (UTF-16)"),
            ("\u{89}PNG\r\n\u{1a}\n", "a PNG image"), ("\u{ff}\u{d8}\u{ff}\u{e0}", "a JPEG image"),
            ("%PDF-1.7", "a PDF document"),
            ("PAR1\0\0\0\0", "a Parquet file"),
            (String(repeating: "\0", count: 5000), "nothing but zeros at its beginning"),
            ("MThd\0\0", "notes and no sound (MIDI)"),
            (
                "\0\u{5}\u{16}\u{7}\0\u{2}",
                "a companion of macOS (its names begin with '._') and not the recording itself"
            ),
        ])
    func noSound(beginning: String, name: String) {
        #expect(
            message(beginning) == """
                The recording 'a.wav' is \(name), where an audio file is needed: copy or download the recording again, or check \
                the path.
                """)
    }

    @Test("Archives and pointers say how to come by the recording")
    func wrapped() {
        #expect(
            message("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
                == "The recording 'a.wav' is a pointer of Git LFS and not the recording itself, which 'git lfs pull' fetches."
        )
        for (beginning, name) in [("PK\u{3}\u{4}", "ZIP"), ("\u{1f}\u{8b}\u{8}", "gzip"), ("\u{fd}7zXZ\0", "xz")] {
            let text = message(beginning) ?? ""
            #expect(text.hasSuffix(" \(name) archive, where an audio file is needed: unpack it."), "\(text)")
        }
    }

    @Test("Bytes that nobody knows are shown")
    func unknown() {
        #expect(
            message([0x7f, 0x45, 0x4c, 0x46, 0, 1]) == """
                The recording 'a.wav' is of a format that nobody knows (it begins with the bytes 7f 45 4c 46 00 01), which is \
                not read (WAV, FLAC, MP3, Ogg Vorbis, Opus, AIFF, CAF and AU are). Convert it with \
                'ffmpeg -i IN -ar 24000 -ac 1 OUT.wav'.
                """)
    }

    @Test(
        "A header with an impossible rate or number of channels is broken",
        arguments: [
            (0, 1, "its sample rate is 0 Hz, where 1000 to 768000 Hz are read"),
            (1, 1, "its sample rate is 1 Hz, where 1000 to 768000 Hz are read"),
            (4_000_000_000, 1, "its sample rate is 4000000000 Hz, where 1000 to 768000 Hz are read"),
            (16000, 0, "it has 0 channels, where 1 to 64 are read"),
            (16000, 65535, "it has 65535 channels, where 1 to 64 are read"),
        ])
    func absurd(rate: Int, channels: Int, flaw: String) {
        #expect(
            message(wave(channels: channels, rate: rate, payload: pcm([1, 2, 3])))
                == "The recording 'a.wav' has a broken header: \(flaw). Copy, download or export it again.")
    }

    @Test("Files that begin right and go on wrong never speak in the decoder's words, nor end the process")
    func damaged() throws {
        let starts = try AudioFile.Format.allCases.map {
            Array(try AudioFile.encode(tone(400, seconds: 0.1, rate: 8000), format: $0))
        }
        for start in starts + [
            Array("OggS\0\u{2}".utf8), Array("FORM\0\0\0\0AIFF".utf8), Array(".snd\0\0\0\u{18}".utf8),
        ] {
            for seed in 0..<150 {
                var noise = Noise(seed: UInt64(seed))
                var bytes = start
                for _ in 0..<3 {
                    let place = Int.random(in: 4..<min(bytes.count, 80), using: &noise)
                    bytes[place] =
                        [0, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &noise)].randomElement(using: &noise)
                        ?? 0
                }
                let text = message(bytes) ?? ""
                for word in ["SF_INFO", "nternal", "pipe?", "System error", "psf"] {
                    #expect(!text.contains(word), "\(text)")
                }
            }
        }
    }

    @Test("A huge chunk in bytes of a dataset is refused, and no number overflows")
    func hugeChunks() {
        for size in [UInt64.max, UInt64.max - 7, 1 << 63, 1 << 62, 0x7fff_ffff_ffff_fff0] {
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
            let sizes = bytes + bytes + [UInt8](repeating: 0, count: 12)
            let rf64 = Array("RF64".utf8) + [255, 255, 255, 255] + Array("WAVEds64".utf8) + [28, 0, 0, 0] + sizes
            for name in ["LIST", "fmt ", "data"] {
                _ = message(rf64 + Array(name.utf8) + [255, 255, 255, 255] + sizes)
            }
            let riff: [UInt8] = Array("riff".utf8) + [UInt8](repeating: 1, count: 36)
            for name in ["fmt ", "data", "junk"] {
                _ = message(riff + Array(name.utf8) + [UInt8](repeating: 2, count: 12) + bytes + sizes)
            }
            _ = message(Array("caff".utf8) + [0, 1, 0, 0] + Array("desc".utf8) + bytes.reversed() + sizes)
        }
    }
}
