import Foundation
import TestSupport
import Testing

@testable import Audio

@Suite("Recordings whose header does not tell the length")
struct LengthClaimTests {
    /// Half a second of 16 kHz, every sample another.
    private let samples = (1...8000).map(Int16.init)

    private func read(_ bytes: [UInt8]) throws -> [Int16] { try AudioFile.read(Data(bytes), name: "row 1").pcm16 }

    @Test(
        "A claim that programs make who do not know the length is no length",
        arguments: [
            0, 0xffff_ffff, 0xffff_ffff - 36, 0xffff_ffff - 44, 0xffff_ff00, 0x7fff_ffff, 0x7fff_ffff - 36, 0x7fff_f000,
            0x8000_0000, 2_000_000_000, 2_000_000_036, 1_000_000_000, 999_999_964, 0x4000_0000, 3_000_000_000,
        ])
    func placeholder(claimed: Int) throws {
        #expect(try read(wave(payload: pcm(samples), announced: claimed)) == samples)
    }

    @Test("A header's length too much is nothing lost", arguments: [1, 2, 8, 16, 28, 36, 44, 68, 128])
    func headerCountedIn(excess: Int) throws {
        #expect(try read(wave(payload: pcm(samples), announced: 16000 + excess)) == samples)
    }

    @Test("More that is missing is", arguments: [130, 1000, 16000, 1_234_567_890])
    func cutOff(excess: Int) throws {
        let announced = Double(16000 + excess) / 32000
        #expect(throws: AudioError.truncated(path: "row 1", announced: announced, decoded: 0.25 * 2)) {
            try read(wave(payload: pcm(samples), announced: 16000 + excess))
        }
    }

    @Test("A file of which little is left is cut off, however little is missing")
    func tiny() {
        #expect(throws: AudioError.self) { try read(wave(payload: pcm([1, 2]), announced: 12)) }
    }

    @Test("The size of the whole file may be anything", arguments: [0, 8, 36, 100, 0xffff_ffff])
    func outerSize(size: Int) throws {
        var bytes = wave(payload: pcm(samples))
        bytes.replaceSubrange(4..<8, with: UInt64(size).littleEndianBytes(4))
        #expect(try read(bytes) == samples)
        bytes.replaceSubrange(40..<44, with: [0, 0, 0, 0])
        #expect(try read(bytes) == samples)
    }

    @Test("No samples before further chunks are none")
    func chunksBehindNothing() {
        let list = Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8)
        #expect(throws: AudioError.noSamples(path: "row 1")) { try read(wave(payload: list, announced: 0)) }
    }

    @Test(
        "A chunk of odd length before the samples may lack the byte that fills it up",
        arguments: [[], [0]] as [[UInt8]])
    func oddChunk(filling: [UInt8]) throws {
        var bytes = wave(payload: pcm(samples))
        bytes.insert(contentsOf: Array("LIST".utf8) + [5, 0, 0, 0] + Array("INFOx".utf8) + filling, at: 36)
        #expect(try read(bytes) == samples)
    }

    @Test("AU, AIFF, CAF, W64 and RF64 are read to their end as well, and are cut off where they are")
    func otherForms() throws {
        for form in ChunkedFile.allCases {
            for claimed in form.placeholders {
                #expect(try read(form.bytes(pcm(samples), claimed: claimed)) == samples, "\(form), \(claimed)")
            }
            #expect(try read(form.bytes(pcm(samples), claimed: 16000)) == samples, "\(form)")
            #expect(try read(form.bytes(pcm(samples), claimed: 16044)) == samples, "\(form)")
            let error = #expect(throws: AudioError.self) { try read(form.bytes(pcm(samples), claimed: 32000)) }
            #expect(error == .truncated(path: "row 1", announced: 1, decoded: 0.5), "\(form)")
        }
    }

    @Test("A header that a program wrote again behind the first one is broken")
    func twice() {
        let once = wave(payload: [], announced: 0)
        let error = #expect(throws: AudioError.self) { try read(once + wave(payload: pcm(samples), announced: 0)) }
        #expect(
            error?.description == """
                The recording 'row 1' has a broken header: it comes twice, as from a program that cannot write into a pipe. \
                Copy, download or export it again.
                """)
    }
}

/// Files of 16-bit samples at 16 kHz, written by hand so that the size can be wrong.
private enum ChunkedFile: CaseIterable {
    case au, aiff, caf, wave64, rf64

    var placeholders: [UInt64] {
        switch self {
        case .au: [0, 0xffff_ffff, 0x7fff_ffff]
        case .aiff: [0, 0x7fff_fff0, 0xffff_0000]
        case .caf: [0, .max, 1 << 31]
        case .wave64, .rf64: [0, 1 << 40, 1 << 62, .max]
        }
    }

    func bytes(_ payload: [UInt8], claimed: UInt64) -> [UInt8] {
        let text = { (letters: String) in Array(letters.utf8) }
        let swapped = stride(from: 0, to: payload.count, by: 2).flatMap { [payload[$0 + 1], payload[$0]] }
        let format: [UInt8] = [1, 0, 1, 0, 0x80, 0x3e, 0, 0, 0, 0x7d, 0, 0, 2, 0, 16, 0]
        switch self {
        case .au:
            return text(".snd") + [0, 0, 0, 24] + claimed.bigEndianBytes(4) + [
                0, 0, 0, 3, 0, 0, 0x3e, 0x80, 0, 0, 0, 1,
            ] + swapped
        case .aiff:
            // The rate is a number of 80 bits: 16000 = 0x7d00 / 2^15 * 2^13.
            let common: [UInt8] = [0, 1, 0, 0, 0x1f, 0x40, 0, 16, 0x40, 0x0c, 0xfa, 0, 0, 0, 0, 0, 0, 0]
            let size = claimed == 0 ? [UInt8](repeating: 0, count: 4) : (claimed &+ 8).bigEndianBytes(4)
            return text("FORM") + [0, 0, 0x3e, 0xae] + text("AIFFCOMM") + [0, 0, 0, 18] + common + text("SSND") + size
                + [UInt8](repeating: 0, count: 8) + swapped
        case .caf:
            let description: [UInt8] =
                (16000.0).bitPattern.bigEndianBytes(8) + text("lpcm") + [
                    0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 16,
                ]
            let size = claimed == .max ? claimed : claimed &+ 4
            return text("caff") + [0, 1, 0, 0] + text("desc") + UInt64(32).bigEndianBytes(8) + description
                + text("data")
                + size.bigEndianBytes(8) + [0, 0, 0, 0] + swapped
        case .wave64:
            let tail: [UInt8] = [0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0, 0xc0, 0x4f, 0x8e, 0xdb, 0x8a]
            let riff: [UInt8] = [0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 4, 0xc1, 0, 0]
            let size = claimed == .max || claimed == 0 ? claimed : claimed + 24
            return text("riff") + riff + UInt64(104 + payload.count).littleEndianBytes(8) + text("wave") + tail
                + text("fmt ")
                + tail + UInt64(40).littleEndianBytes(8) + format + text("data") + tail + size.littleEndianBytes(8)
                + payload
        case .rf64:
            let sizes = UInt64(80 + payload.count).littleEndianBytes(8) + claimed.littleEndianBytes(8)
            return text("RF64") + [255, 255, 255, 255] + text("WAVEds64") + [28, 0, 0, 0] + sizes
                + [UInt8](repeating: 0, count: 12) + text("fmt ") + [16, 0, 0, 0] + format + text("data")
                + [255, 255, 255, 255] + payload
        }
    }
}
