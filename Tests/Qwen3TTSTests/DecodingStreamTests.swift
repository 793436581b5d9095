import CMalloc
import Foundation
import ModelFixtures
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Decoding chunk by chunk")
struct DecodingStreamTests {
    /// Its window is 6 frames wide, and its two layers see 10 frames back.
    private let tokenizer: SpeechTokenizer

    init() throws { tokenizer = try Self.makeTokenizer() }

    private static func makeTokenizer() throws -> SpeechTokenizer {
        try SpeechTokenizer(
            directory: TinyCheckpoint.golden[0].url.appending(path: "speech_tokenizer"), parts: .decoder)
    }

    private static func codes(_ frames: Int, seed: UInt64 = 1, _ tokenizer: SpeechTokenizer) throws -> Tensor {
        var noise = Noise(seed: seed)
        let size = tokenizer.configuration.decoder.codebookSize
        return try Tensor(
            indices: (0..<frames * 16).map { _ in Int.random(in: 0..<size, using: &noise) }, shape: [frames, 16])
    }

    private func codes(_ frames: Int, seed: UInt64 = 1) throws -> Tensor {
        try Self.codes(frames, seed: seed, tokenizer)
    }

    /// What one pass through all layers gives.
    private func onePass(_ codes: Tensor) throws -> Tensor {
        try withoutGradients { try tokenizer.decode(codes) { _, _ in } }
    }

    @Test(
        "The joined chunks are one pass, however the codes are cut",
        arguments: [
            Array(repeating: 1, count: 30), Array(repeating: 3, count: 20), Array(repeating: 7, count: 12),
            Array(repeating: 25, count: 5), [100, 100], [1, 2, 4, 8, 16, 32, 64], [64, 1, 1, 5, 6, 7, 30, 2], [130],
        ])
    func chunks(lengths: [Int]) throws {
        let codes = try codes(lengths.reduce(0, +))
        let stream = try tokenizer.makeDecodingStream()
        var chunks: [Tensor] = []
        for length in lengths {
            let range = stream.frameCount..<stream.frameCount + length
            chunks.append(try stream.decode(codes.narrowed(0, range)))
            #expect(chunks.last?.shape == [length * 1920])
        }
        #expect(stream.frameCount == codes.size(0))
        try expectClose(concatenated(chunks, 0), onePass(codes), tolerance: 1e-4)
    }

    @Test("Decoding at once is one pass as well, below and above what it cuts at", arguments: [-287, -1, 0, 1, 300])
    func atOnce(more: Int) throws {
        // Narrow layers take more at once than the official ones.
        #expect(tokenizer.framesAtOnce == 288)
        let codes = try codes(tokenizer.framesAtOnce + more)
        try expectClose(tokenizer.decode(codes), onePass(codes), tolerance: 1e-4)
        try expectClose(tokenizer.decode(codes.to(.int16)), onePass(codes), tolerance: 1e-4)
    }

    @Test("Two streams in turn do not disturb each other, and a new one starts from nothing")
    func independence() throws {
        let both = try (0..<2).map { try codes(24, seed: $0) }
        let streams = try both.map { _ in try tokenizer.makeDecodingStream() }
        var results: [[Tensor]] = [[], []]
        for start in stride(from: 0, to: 24, by: 4) {
            for index in 0..<2 {
                results[index].append(try streams[index].decode(both[index].narrowed(0, start..<start + 4)))
            }
        }
        for index in 0..<2 { try expectClose(concatenated(results[index], 0), onePass(both[index]), tolerance: 1e-4) }
        let first = try tokenizer.makeDecodingStream().decode(both[0].narrowed(0, 0..<4))
        try expectClose(first, results[0][0], tolerance: 0)
    }

    @Test("Codes that cannot be decoded are refused, with the frame counted from the stream's start")
    func refusals() throws {
        let stream = try tokenizer.makeDecodingStream()
        let codes = try codes(20)
        let begin = try stream.decode(codes.narrowed(0, 0..<8))
        let wrong = try codes.narrowed(0, 8..<12).clone()
        try wrong.select(0, 2).select(0, 5).fill(64)
        func message(_ codes: Tensor) -> String? {
            #expect(throws: RecordingError.self) { try stream.decode(codes) }?.description
        }
        #expect(
            message(wrong)
                == "The code 64 of codebook 5 in frame 10 (both counted from 0) cannot be decoded: the codebooks of this "
                + "speech tokenizer have the codes 0 to 63. Encode the recording with the tokenizer of this checkpoint."
        )
        try wrong.select(0, 1).select(0, 15).fill(-3)
        #expect(message(wrong)?.hasPrefix("The code -3 of codebook 15 in frame 9 ") == true)
        for shape in [[0, 16], [3, 15], [16], [1, 3, 16]] {
            #expect(
                message(try .zeros(shape, .int64))
                    == "Codes of the shape \(shape) cannot be decoded: the speech tokenizer needs [frames, 16] with at "
                    + "least one frame. Encode the recording with the tokenizer of this checkpoint.")
        }
        // What was refused has left no trace.
        #expect(stream.frameCount == 8)
        let end = try stream.decode(codes.narrowed(0, 8..<20))
        try expectClose(concatenated([begin, end], 0), onePass(codes), tolerance: 1e-4)
    }

    @Test("A tokenizer without its decoder makes no stream")
    func noDecoder() throws {
        let folder = TinyCheckpoint.golden[0].url.appending(path: "speech_tokenizer")
        let encoder = try SpeechTokenizer(directory: folder, parts: .encoder)
        #expect(throws: RecordingError.notLoaded(part: "decoder")) { try encoder.makeDecodingStream() }
    }

    @Test("The official chunks are windows decoded alone, each without its context", arguments: [40, 300, 301, 620])
    func officialChunks(frames: Int) throws {
        let codes = try codes(frames)
        var windows: [Tensor] = []
        for start in [0, 300, 600] where start < frames {
            let first = start == 0 ? 0 : start - 25
            let window = try onePass(codes.narrowed(0, first..<min(start + 300, frames)))
            windows.append(try window.narrowed(0, (start - first) * 1920..<window.size(0)))
        }
        let samples = try tokenizer.decode(codes, .officialChunks)
        #expect(samples.shape == [frames * 1920])
        try expectClose(samples, concatenated(windows, 0), tolerance: 1e-4)
    }

    @Test("The official chunks are the official package's, and differ from one pass", arguments: TinyCheckpoint.golden)
    func officialGolden(golden: TinyCheckpoint) throws {
        let file = try golden.tensors()
        guard file.shape(of: "codec/dec_long/wav_frames_298_304") != nil else { return }
        let tokenizer = try SpeechTokenizer(
            directory: golden.url.appending(path: "speech_tokenizer"), parts: .decoder)
        let samples = try tokenizer.decode(file.tensor("codec/dec_long/codes"), .officialChunks)
        let shown = try samples.narrowed(0, 298 * 1920..<304 * 1920)
        try expectClose(shown, file.tensor("codec/dec_long/wav_frames_298_304"), tolerance: 5e-4)
        let whole = try file.tensor("codec/dec_long/wav_unchunked_frames_298_304")
        #expect(try (shown - whole).absolute().maximum().item() > 1e-3)
    }

    @Test("Memory does not grow with the number of frames")
    func memory() async {
        await #expect(processExitsWith: .success) {
            /// The most memory this process has held, in megabytes.
            func peak() throws -> Int {
                let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
                return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) / 1024
            }
            // Every tensor gets pages of its own and gives them back, so that what the allocator holds on to does not count.
            mallopt(M_MMAP_THRESHOLD, 1 << 16)
            // Two threads would only wait for those of the other tests.
            Runtime.threadCount = 1
            let tokenizer = try DecodingStreamTests.makeTokenizer()
            func decode(frames: Int) throws {
                let codes = try DecodingStreamTests.codes(frames, tokenizer)
                #expect(try tokenizer.decode(codes).size(0) == frames * 1920)
            }
            try decode(frames: 600)
            let before = try peak()
            try decode(frames: 2600)
            // The samples themselves are 15 MB more; in one pass each of several tensors within the network would be 61 MB more.
            let growth = try peak() - before - 15
            #expect(growth < 40, "\(growth) MB")
        }
    }
}
