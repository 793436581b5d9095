/// The scripts that letters belong to, as far as telling languages apart needs them.
enum WritingSystem: String, CaseIterable {
    case latin = "Latin"
    case greek = "Greek"
    case cyrillic = "Cyrillic"
    case armenian = "Armenian"
    case hebrew = "Hebrew"
    case arabic = "Arabic"
    case devanagari = "Devanagari"
    case bengali = "Bengali"
    case thai = "Thai"
    case georgian = "Georgian"
    case ethiopic = "Ethiopic"
    case hangul = "Hangul"
    case kana = "Kana"
    case han = "Chinese"

    /// The script of a letter, or nil where it is none of these or shared by several.
    init?(_ letter: Character) {
        guard letter.isLetter, let scalar = letter.unicodeScalars.first?.value,
            let range = Self.ranges.first(where: { $0.0.contains(scalar) })
        else { return nil }
        self = range.1
    }

    /// The scripts that a language is written in; nil for a language that is not in the table.
    static func scripts(of language: String) -> Set<WritingSystem>? { languages[language] }

    /// Whether letters of this script stand alone between those of others, as in 'T恤'.
    var joinsOthers: Bool { [.han, .kana, .hangul].contains(self) }

    /// Reference: the blocks of Unicode 16, file Blocks.txt.
    private static let ranges: [(ClosedRange<UInt32>, WritingSystem)] = [
        (0x41...0x5A, .latin), (0x61...0x7A, .latin), (0xAA...0xAA, .latin), (0xBA...0xBA, .latin),
        (0xC0...0x2AF, .latin), (0x1E00...0x1EFF, .latin), (0x2C60...0x2C7F, .latin), (0xA720...0xA7FF, .latin),
        (0xAB30...0xAB6F, .latin), (0xFB00...0xFB06, .latin), (0xFF21...0xFF5A, .latin),
        (0x370...0x3FF, .greek), (0x1F00...0x1FFF, .greek),
        (0x400...0x52F, .cyrillic), (0x1C80...0x1C8F, .cyrillic), (0x2DE0...0x2DFF, .cyrillic),
        (0xA640...0xA69F, .cyrillic),
        (0x530...0x58F, .armenian), (0x590...0x5FF, .hebrew), (0xFB1D...0xFB4F, .hebrew),
        (0x600...0x6FF, .arabic), (0x750...0x77F, .arabic), (0x870...0x8FF, .arabic), (0xFB50...0xFDFF, .arabic),
        (0xFE70...0xFEFF, .arabic),
        (0x900...0x97F, .devanagari), (0x980...0x9FF, .bengali), (0xE00...0xE7F, .thai), (0x10A0...0x10FF, .georgian),
        (0x1200...0x139F, .ethiopic),
        (0x1100...0x11FF, .hangul), (0x3130...0x318F, .hangul), (0xAC00...0xD7AF, .hangul),
        (0x3040...0x30FF, .kana), (0x31F0...0x31FF, .kana), (0xFF66...0xFF9F, .kana),
        (0x3005...0x3007, .han), (0x3400...0x4DBF, .han), (0x4E00...0x9FFF, .han), (0xF900...0xFAFF, .han),
        (0x20000...0x3FFFF, .han),
    ]

    private static let languages: [String: Set<WritingSystem>] = {
        var languages: [String: Set<WritingSystem>] = [
            "Chinese": [.han], "Japanese": [.han, .kana], "Korean": [.hangul, .han], "Greek": [.greek],
            "Russian": [.cyrillic], "Ukrainian": [.cyrillic], "Belarusian": [.cyrillic], "Bulgarian": [.cyrillic],
            "Serbian": [.cyrillic, .latin], "Arabic": [.arabic], "Persian": [.arabic], "Urdu": [.arabic],
            "Hebrew": [.hebrew], "Hindi": [.devanagari], "Nepali": [.devanagari], "Marathi": [.devanagari],
            "Bengali": [.bengali], "Thai": [.thai], "Georgian": [.georgian], "Armenian": [.armenian],
            "Amharic": [.ethiopic], "Tigrinya": [.ethiopic],
            // Ajami is Hausa in Arabic letters.
            "Hausa": [.latin, .arabic],
        ]
        let latin = [
            "English", "French", "German", "Italian", "Portuguese", "Spanish", "Dutch", "Swedish", "Norwegian",
            "Danish",
            "Finnish", "Polish", "Czech", "Hungarian", "Romanian", "Turkish", "Vietnamese", "Indonesian", "Swahili",
            "Yoruba", "Igbo", "Zulu", "Xhosa", "Afrikaans", "Somali", "Catalan",
        ]
        for language in latin { languages[language] = [.latin] }
        return languages
    }()
}
