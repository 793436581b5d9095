/// Where a file of chunks has its samples, and how long its header says that they are.
///
/// libsndfile quietly shortens what claims more than there is, and refuses or overlooks what claims nothing.
struct SampleChunk {
    /// The bytes that are claimed and present.
    var claim: LengthClaim
    /// The file's bytes that are samples, to the end of what the file has of them.
    var samples: Range<Int>
    /// A header for all bytes from the samples' start to the file's end; nil where libsndfile takes the file's own for that.
    var repairedHeader: [UInt8]?

    /// Finds the samples of AIFF, CAF, AU and W64 files; nil for others, and where there are none.
    init?(in bytes: RecordingBytes) {
        switch bytes.copy(0..<4) {
        case Array("FORM".utf8): self.init(.aiff, in: bytes)
        case Array("caff".utf8): self.init(.caf, in: bytes)
        case Array("riff".utf8): self.init(.wave64, in: bytes)
        case Array(".snd".utf8): self.init(auIn: bytes)
        default: return nil
        }
    }

    /// Samples from a place on.
    init(from start: Int, claimed: UInt64, in bytes: RecordingBytes) {
        let present = max(0, bytes.count - start)
        claim = LengthClaim(claimed: claimed, present: present)
        samples = start..<start + (claim.verdict == .sound ? Int(min(claimed, UInt64(present))) : present)
    }

    private init?(_ form: ChunkForm, in bytes: RecordingBytes) {
        guard let chunk = form.chunks(of: bytes).first(where: { $0.name == form.samples }) else { return nil }
        self.init(from: chunk.start + form.preface, claimed: chunk.size &- UInt64(form.preface), in: bytes)
        // What is claimed may be less than the preface.
        if chunk.size < UInt64(form.preface) { claim = LengthClaim(claimed: 0, present: claim.present) }
        if form == .caf, claim.verdict != .sound {
            let size = UInt64(claim.present + form.preface)
            repairedHeader =
                bytes.copy(0..<chunk.start - 8) + size.bigEndianBytes(8) + bytes.copy(chunk.start..<samples.lowerBound)
        }
    }

    private init?(auIn bytes: RecordingBytes) {
        let head = bytes.copy(0..<24)
        guard head.count == 24 else { return nil }
        let start = Int(UInt64(bigEndian: head[4..<8]))
        guard (24...65536).contains(start) else { return nil }
        self.init(from: start, claimed: UInt64(bigEndian: head[8..<12]), in: bytes)
        if claim.verdict != .sound {
            let size = UInt64(min(claim.present, 0xffff_fffe)).bigEndianBytes(4)
            repairedHeader = Array(head[0..<8]) + size + bytes.copy(12..<start)
        }
    }
}

/// How the chunks of a kind of file are told apart.
struct ChunkForm: Equatable {
    /// A chunk's name, the place of its content, and the size that its header says.
    struct Chunk {
        var name: [UInt8]
        var start: Int
        var size: UInt64
    }

    static let riff = ChunkForm(first: 12, name: 4, size: 4, isBig: false, samples: "data", preface: 0, alignment: 2)
    static let rifx = ChunkForm(first: 12, name: 4, size: 4, isBig: true, samples: "data", preface: 0, alignment: 2)
    static let aiff = ChunkForm(first: 12, name: 4, size: 4, isBig: true, samples: "SSND", preface: 8, alignment: 2)
    static let caf = ChunkForm(first: 8, name: 4, size: 8, isBig: true, samples: "data", preface: 4, alignment: 1)
    static let wave64 = ChunkForm(first: 40, name: 16, size: 8, isBig: false, samples: "data", preface: 0, alignment: 8)

    /// Where the first chunk begins, and the lengths of the fields of a chunk's header.
    let first, name, size: Int
    let isBig: Bool
    /// The first four letters of the name of the chunk that has the samples.
    let samples: [UInt8]
    /// What comes before the samples in it.
    let preface: Int
    let alignment: Int

    private init(first: Int, name: Int, size: Int, isBig: Bool, samples: String, preface: Int, alignment: Int) {
        self.first = first
        self.name = name
        self.size = size
        self.isBig = isBig
        self.samples = Array(samples.utf8)
        self.preface = preface
        self.alignment = alignment
    }

    /// The chunks up to the one with the samples, whose size need not be true; a thousand at most.
    func chunks(of bytes: RecordingBytes) -> [Chunk] {
        var chunks: [Chunk] = []
        var position = first
        while chunks.count < 1000, let chunk = chunk(at: position, of: bytes) {
            chunks.append(chunk)
            if chunk.name == samples { break }
            guard let next = end(of: chunk, of: bytes) else { break }
            position = next
        }
        return chunks
    }

    /// The chunk whose header is at a place; nil where there is no name in letters.
    func chunk(at position: Int, of bytes: RecordingBytes) -> Chunk? {
        let head = bytes.copy(position..<position + name + size)
        guard head.count == name + size, head[0..<4].allSatisfy({ (0x20...0x7e).contains($0) }) else { return nil }
        let field = head[name...]
        var length = isBig ? UInt64(bigEndian: field) : UInt64(littleEndian: field)
        // W64 counts the header in.
        if name == 16 { length = length < 24 ? 0 : length - 24 }
        return Chunk(name: Array(head[0..<4]), start: position + name + size, size: length)
    }

    /// Where the next chunk begins; some programs forget the byte that fills up an odd length.
    private func end(of chunk: Chunk, of bytes: RecordingBytes) -> Int? {
        guard chunk.size <= UInt64(bytes.count) else { return nil }
        let end = chunk.start + Int(chunk.size)
        let aligned = (end + alignment - 1) / alignment * alignment
        return aligned != end && self.chunk(at: aligned, of: bytes) == nil ? end : aligned
    }
}

extension UInt64 {
    /// A number of up to eight bytes, the largest first.
    init(bigEndian bytes: ArraySlice<UInt8>) { self = bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    /// A number of up to eight bytes, the smallest first.
    init(littleEndian bytes: ArraySlice<UInt8>) { self = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }

    func bigEndianBytes(_ count: Int) -> [UInt8] { littleEndianBytes(count).reversed() }

    func littleEndianBytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
