import Foundation

/// How the names of languages are written.
public enum LanguageName {
    /// The name for "whatever the text is in".
    public static let auto = "Auto"

    /// The languages of the official checkpoints.
    public static let official = [
        "Chinese", "English", "French", "German", "Italian", "Japanese", "Korean", "Portuguese", "Russian", "Spanish",
    ]

    /// The spelling with a capital letter, whatever the case of `name`; a code (`ha`, `hau`) stands for its language, and an empty name is
    /// `Auto`.
    public static func canonical(_ name: String) -> String {
        let name = name.trimmingWhitespace()
        let word = (language(ofCode: name) ?? name).lowercased()
        return word.isEmpty ? auto : word.prefix(1).uppercased() + word.dropFirst()
    }

    /// The code that ISO 639 has for a language's English name, such as `ha` for Hausa; the shorter where there are two.
    public static func code(of name: String) -> String? {
        let name = name.trimmingWhitespace().lowercased()
        return Locale.LanguageCode.isoLanguageCodes.map(\.identifier).filter {
            english.localizedString(forLanguageCode: $0)?.lowercased() == name
        }.min { ($0.count, $0) < ($1.count, $1) }
    }
}
