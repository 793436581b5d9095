/// Whole files one behind the other in a file, as `cat` makes them; decoders read the first one and say nothing.
enum JoinedRecordings {
    /// The parts of a file, of which most have one.
    static func parts(of bytes: RecordingBytes) -> [RecordingBytes] {
        let starts =
            switch bytes.copy(0..<4) {
            case Array("OggS".utf8): oggStarts(bytes)
            case Array("fLaC".utf8): flacStarts(bytes)
            default: chunkStarts(bytes)
            }
        guard !starts.isEmpty else { return [bytes] }
        let edges = [0] + starts + [bytes.count]
        return zip(edges, edges.dropFirst()).map { bytes.part($0..<$1) }
    }

    /// Where a FLAC file begins after the first one: with its name and a first block that is always as long.
    private static func flacStarts(_ bytes: RecordingBytes) -> [Int] {
        let mark = Array("fLaC".utf8) + [0, 0, 0, 34]
        let window = 1 << 20
        var starts: [Int] = []
        for start in stride(from: 4, to: bytes.count, by: window) {
            let found = bytes.copy(start..<start + window + mark.count - 1)
            var place = 0
            while let letter = found[place...].firstIndex(of: mark[0]) {
                // The block may be the last one of its kind, which its highest bit says.
                let candidate = found[letter...].prefix(mark.count).enumerated().map { $0 == 4 ? $1 & 0x7f : $1 }
                if candidate == mark { starts.append(start + letter) }
                place = letter + 1
            }
        }
        return starts
    }

    /// Where the links of a chain begin after the first one: at the first of the pages that begin streams.
    ///
    /// Reference: RFC 3533, section 6.
    private static func oggStarts(_ bytes: RecordingBytes) -> [Int] {
        var starts: [Int] = []
        var position = 0
        var isBeginning = true
        while true {
            let head = bytes.copy(position..<position + 27)
            guard head.count == 27, head.starts(with: "OggS".utf8) else { return starts }
            let beginsStream = head[5] & 2 != 0
            if beginsStream, !isBeginning { starts.append(position) }
            isBeginning = beginsStream
            let lengths = bytes.copy(position + 27..<position + 27 + Int(head[26]))
            position += 27 + lengths.count + lengths.reduce(0) { $0 + Int($1) }
        }
    }

    /// Where the file's first letters come again behind its samples and the chunks after them.
    private static func chunkStarts(_ bytes: RecordingBytes) -> [Int] {
        let letters = bytes.copy(0..<4)
        let form = letters == Array("FORM".utf8) ? ChunkForm.aiff : .riff
        var starts: [Int] = []
        while true {
            let start = starts.last ?? 0
            guard let chunk = samples(bytes.part(start..<bytes.count)), chunk.claim.verdict == .sound else {
                return starts
            }
            var position = start + chunk.samples.upperBound
            position += chunk.samples.count % 2 == 1 && bytes.copy(position..<position + 4) != letters ? 1 : 0
            for _ in 0..<1000 where bytes.copy(position..<position + 4) != letters {
                guard let next = form.chunk(at: position, of: bytes), next.size < UInt64(bytes.count) else {
                    return starts
                }
                position = next.start + Int(next.size) + Int(next.size % 2)
            }
            guard position < bytes.count, position > start else { return starts }
            starts.append(position)
        }
    }

    private static func samples(_ bytes: RecordingBytes) -> SampleChunk? {
        WaveHeader.isThere(bytes) ? try? WaveHeader(of: bytes, path: "").samples : SampleChunk(in: bytes)
    }
}
