/// Tells the encoding of a text that is not UTF-8, so that a message can name it.
enum TextEncoding {
    /// What iconv calls the encoding that bytes are probably in; nil where nothing speaks for one.
    ///
    /// Multi-byte encodings are told by their structure and their commonest signs, encodings of one byte by their commonest letters.
    static func likely(_ bytes: some Sequence<UInt8>) -> String? {
        let sample = Array(bytes.prefix(200_000))
        if let name = unicode(sample) { return name }
        let runs = highRuns(sample)
        guard !runs.isEmpty else { return nil }
        let high = runs.reduce(0) { $0 + $1.count }
        // Accents stand alone between letters of ASCII; other scripts stand in runs of high bytes.
        if high * 2 < runs.count * 5 { return western(sample, runs) }
        let candidates =
            multiByte.map { (name: $0.name, share: $0.share(sample)) }
            + singleByte.map { name, letters in
                (name: name, share: 0.9 * Double(runs.joined().count(where: letters.contains)) / Double(high))
            }
        guard let best = candidates.max(by: { $0.share < $1.share }), best.share > 0.3 else { return nil }
        return best.name
    }

    /// UTF-16 and UTF-32, by their marks, or by their zeros where ASCII is written in them.
    private static func unicode(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xff, 0xfe, 0, 0]) || bytes.starts(with: [0, 0, 0xfe, 0xff]) { return "UTF-32" }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return "UTF-16" }
        let pairs = bytes.count / 2
        guard pairs > 0 else { return nil }
        let even = (0..<pairs).count { bytes[2 * $0] == 0 }
        let odd = (0..<pairs).count { bytes[2 * $0 + 1] == 0 }
        if odd * 4 > pairs, even * 20 < pairs { return "UTF-16LE" }
        if even * 4 > pairs, odd * 20 < pairs { return "UTF-16BE" }
        return nil
    }

    private static func highRuns(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split { $0 < 0x80 } }

    /// The encoding whose letters with accents stand within words; for the languages of central Europe and Turkey bytes alone tell nothing.
    private static func western(_ bytes: [UInt8], _ runs: [ArraySlice<UInt8>]) -> String {
        let isLetter = { (byte: UInt8) in (0x41...0x5a).contains(byte & 0xdf) }
        // Apostrophes, dashes and dots of Windows-1252 stand between letters as well.
        let inWords = runs.filter { run in
            run.startIndex > 0 && isLetter(bytes[run.startIndex - 1]) && run.endIndex < bytes.count
                && isLetter(bytes[run.endIndex])
        }.joined().filter { ![0x85, 0x92, 0x96, 0x97].contains($0) }
        let modern = runs.joined().contains { (0x80..<0xa0).contains($0) } ? "WINDOWS-1252" : "ISO-8859-1"
        let counts = oldLetters.map { name, letters in (name, inWords.count(where: letters.contains)) }
        let best = counts.max { $0.1 < $1.1 }
        guard let best, best.1 > inWords.count(where: { $0 >= 0xc0 || modernLetters.contains($0) }) else {
            return modern
        }
        return best.0
    }

    /// Small letters of Windows-1252 among its punctuation: œ, š and ž.
    private static let modernLetters: Set<UInt8> = [0x9a, 0x9c, 0x9e]

    /// The letters of French, German, Spanish and Italian where the Macintosh and DOS had them.
    private static let oldLetters: [(String, Set<UInt8>)] = [
        (
            "MACINTOSH",
            [
                0x87, 0x88, 0x8a, 0x8d, 0x8e, 0x8f, 0x90, 0x92, 0x93, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9c, 0x9d, 0x9f,
                0xa7,
            ]
        ),
        (
            "IBM850",
            [
                0x81, 0x82, 0x84, 0x85, 0x87, 0x88, 0x8a, 0x8d, 0x93, 0x94, 0x95, 0x96, 0x97, 0xa0, 0xa1, 0xa2, 0xa3,
                0xa4, 0xe1,
            ]
        ),
    ]

    /// An encoding of two bytes for a sign: which pairs there are, and which are frequent.
    private struct MultiByte {
        let name: String
        /// Less than 1 for encodings that others seem to be as well.
        let weight: Double
        let lead: @Sendable (UInt8) -> Bool
        let trail: @Sendable (UInt8) -> Bool
        /// Whether a pair is one of the frequent signs.
        let isCommon: @Sendable (UInt8, UInt8) -> Bool

        /// The share of pairs that are frequent, weighed; 0 where bytes are no pairs.
        func share(_ bytes: [UInt8]) -> Double {
            var (pairs, common, broken, index) = (0, 0, 0, 0)
            while index < bytes.count {
                guard bytes[index] >= 0x80 else {
                    index += 1
                    continue
                }
                guard index + 1 < bytes.count, lead(bytes[index]), trail(bytes[index + 1]) else {
                    broken += 1
                    index += 1
                    continue
                }
                pairs += 1
                if isCommon(bytes[index], bytes[index + 1]) { common += 1 }
                index += 2
            }
            guard pairs > 0, broken * 50 <= pairs else { return 0 }
            return weight * Double(common) / Double(pairs)
        }
    }

    private static let multiByte = [
        // Kana, full stops and commas.
        MultiByte(name: "SHIFT_JIS", weight: 1) { lead in
            (0x81...0x9f).contains(lead) || (0xe0...0xfc).contains(lead)
        } trail: { trail in
            trail >= 0x40
        } isCommon: { lead, trail in
            lead == 0x82 || lead == 0x83 || (lead == 0x81 && trail < 0x48)
        },
        // Kana.
        MultiByte(name: "EUC-JP", weight: 1) { lead in
            lead >= 0xa1 || lead == 0x8e
        } trail: { trail in
            trail >= 0xa1
        } isCommon: { lead, _ in
            lead == 0xa4 || lead == 0xa5
        },
        // Hangul, which has fewer first bytes than the Chinese letters.
        MultiByte(name: "EUC-KR", weight: 1) { lead in
            lead >= 0x81
        } trail: { trail in
            trail >= 0x41
        } isCommon: { lead, trail in
            (0xb0...0xc8).contains(lead) && trail >= 0xa1
        },
        // The first half of the common letters, and those of the second half that end in ASCII.
        MultiByte(name: "BIG5", weight: 0.9) { lead in
            lead >= 0xa1
        } trail: { trail in
            trail >= 0x40
        } isCommon: { lead, trail in
            (0xa4...0xc6).contains(lead) && (trail < 0x7f || lead < 0xb0)
        },
        // The common letters, full stops and commas of GB 2312.
        MultiByte(name: "GB18030", weight: 0.9) { lead in
            lead >= 0x81
        } trail: { trail in
            trail >= 0x30
        } isCommon: { lead, trail in
            ((0xb0...0xd7).contains(lead) || lead == 0xa1 || lead == 0xa3) && trail >= 0xa1
        },
    ]

    /// The ten commonest letters of a language in an encoding of one byte.
    private static let singleByte: [(name: String, letters: Set<UInt8>)] = [
        ("WINDOWS-1251", [0xee, 0xe5, 0xe0, 0xe8, 0xed, 0xf2, 0xf1, 0xf0, 0xe2, 0xeb]),
        ("KOI8-R", [0xcf, 0xc5, 0xc1, 0xc9, 0xce, 0xd4, 0xd3, 0xd2, 0xd7, 0xcc]),
        ("IBM866", [0xae, 0xa5, 0xa0, 0xa8, 0xad, 0xe2, 0xe1, 0xe0, 0xa2, 0xab]),
        ("ISO-8859-5", [0xde, 0xd5, 0xd0, 0xd8, 0xdd, 0xe2, 0xe1, 0xe0, 0xd2, 0xdb]),
        ("WINDOWS-1256", [0xc7, 0xe1, 0xed, 0xe3, 0xe4, 0xe6, 0xd1, 0xca, 0xc8, 0xc9]),
        ("WINDOWS-1253", [0xe1, 0xef, 0xe9, 0xf4, 0xe5, 0xf3, 0xed, 0xe7, 0xf1, 0xf2]),
        ("WINDOWS-1255", [0xe9, 0xe5, 0xe4, 0xec, 0xe0, 0xf8, 0xfa, 0xf9, 0xee, 0xe1]),
        ("TIS-620", [0xd2, 0xb9, 0xc3, 0xa1, 0xcd, 0xe0, 0xd1, 0xc7, 0xe8, 0xe9]),
    ]
}
