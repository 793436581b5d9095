/// What the header of a RIFF WAVE or RF64 file says.
struct WaveHeader {
    /// The number of the encoding: 1 for integers, 3 for floating point.
    let encoding: Int
    let channels: Int
    /// Samples per second, in hertz.
    let rate: Int
    let samples: SampleChunk

    /// Whether a file begins as one.
    static func isThere(_ bytes: RecordingBytes) -> Bool {
        let head = bytes.copy(0..<12)
        return head.count == 12 && ["RIFF", "RIFX", "RF64", "BW64"].contains { head.starts(with: $0.utf8) }
            && head[8...].elementsEqual("WAVE".utf8)
    }

    /// Reads the header of a file that begins as one.
    ///
    /// - Throws: `AudioError.brokenHeader` with what is missing.
    init(of bytes: RecordingBytes, path: String) throws(AudioError) {
        let isBig = bytes.copy(0..<4) == Array("RIFX".utf8)
        let form = isBig ? ChunkForm.rifx : .riff
        let chunks = form.chunks(of: bytes)
        let named = { (name: String) in chunks.first { $0.name == Array(name.utf8) } }
        let content = { (chunk: ChunkForm.Chunk) in bytes.copy(chunk.start..<chunk.start + Int(min(chunk.size, 65536)))
        }
        guard let format = named("fmt ").map(content), format.count >= 16 else {
            throw .brokenHeader(path: path, reason: "its chunk 'fmt ' is missing or too short")
        }
        guard let data = named("data") else {
            throw .brokenHeader(path: path, reason: "it has no chunk 'data'")
        }
        func number(_ range: Range<Int>) -> Int {
            Int(isBig ? UInt64(bigEndian: format[range]) : UInt64(littleEndian: format[range]))
        }
        // An extensible header has the number further behind.
        encoding = number(0..<2) == 0xfffe && format.count >= 26 ? number(24..<26) : number(0..<2)
        channels = number(2..<4)
        rate = number(4..<8)
        var claimed = data.size
        if claimed == 0xffff_ffff, let long = named("ds64").map(content), long.count >= 16 {
            claimed = UInt64(littleEndian: long[8..<16])
        }
        var samples = SampleChunk(from: data.start, claimed: claimed, in: bytes)
        // No samples, and then the rest of the chunks.
        if claimed == 0, let next = form.chunk(at: data.start, of: bytes), next.size <= UInt64(samples.claim.present),
            next.name != bytes.copy(0..<4)
        {
            samples = SampleChunk(from: bytes.count, claimed: 0, in: bytes)
        }
        let isPlain = zip(chunks, chunks.dropFirst()).allSatisfy { ($0.start + Int($0.size) + 1) & ~1 == $1.start - 8 }
        if samples.claim.verdict == .toTheEnd || !isPlain {
            let size = UInt64(min(samples.samples.count, 0xffff_fffe - 65536))
            let fact = named("fact").map(content) ?? []
            samples.repairedHeader = Self.header(format, fact, size, isBig: isBig)
        }
        self.samples = samples
    }

    /// A header of nothing but what the samples need.
    private static func header(_ format: [UInt8], _ fact: [UInt8], _ size: UInt64, isBig: Bool) -> [UInt8] {
        let number = { (value: Int) in isBig ? UInt64(value).bigEndianBytes(4) : UInt64(value).littleEndianBytes(4) }
        let chunk = { (name: String, content: [UInt8]) in
            Array(name.utf8) + number(content.count) + content + (content.count % 2 == 0 ? [] : [0])
        }
        let chunks = chunk("fmt ", format) + (fact.isEmpty ? [] : chunk("fact", fact))
        return Array((isBig ? "RIFX" : "RIFF").utf8) + number(4 + chunks.count + 8 + Int(size)) + Array("WAVE".utf8)
            + chunks + Array("data".utf8) + number(Int(size))
    }
}
