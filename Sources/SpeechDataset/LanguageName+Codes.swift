import Foundation

extension LanguageName {
    /// The language of a code of two or three letters, with or without a script or region (`ha`, `hau`, `pt-BR`), as in Common Voice;
    /// nil for anything else.
    ///
    /// A language that is called what another's code is (Ga, whose name is the code of Irish) is meant where it begins with a capital letter.
    ///
    /// Reference: ISO 639-1, 639-2 and 639-3; BCP 47.
    package static func language(ofCode text: String) -> String? {
        if let language = trainers[text.lowercased()] { return language }
        let form = /([A-Za-z]{2,3})(?:[-_](?:[A-Za-z]{2}|[A-Za-z]{4,8}|[0-9]{3}))*/
        guard let code = text.wholeMatch(of: form)?.1, !shortNames.contains(text) else { return nil }
        if unknown.contains(code.lowercased()) { return auto }
        return english.localizedString(forLanguageCode: code.lowercased())
    }

    /// Whether a text is the name or the code of a language that has a code of two letters, or what GPT-SoVITS calls one (`all_zh`, `auto`).
    ///
    /// Of the other languages, the codes are too often what people are called (`ann` is Obolo).
    package static func isLanguage(_ text: String) -> Bool {
        let word = text.lowercased()
        return word == auto.lowercased() || commonNames.contains(language(ofCode: word)?.lowercased() ?? word)
    }

    private static let commonNames = Set(
        Locale.LanguageCode.isoLanguageCodes.map(\.identifier).filter { $0.count == 2 }
            .compactMap { english.localizedString(forLanguageCode: $0)?.lowercased() } + ["cantonese"])

    /// As GPT-SoVITS writes them.
    private static let trainers = [
        "all_ja": "Japanese", "all_ko": "Korean", "all_yue": "Cantonese", "all_zh": "Chinese", "jp": "Japanese",
    ]

    /// The codes for what is no one language.
    private static let unknown: Set = ["und", "mul", "mis", "zxx"]

    static let english = Locale(identifier: "en")

    /// The languages whose names are as short as codes: Ewe, Fon, Ga, Ido, Twi and some more.
    private static let shortNames = Set(
        Locale.LanguageCode.isoLanguageCodes.compactMap { english.localizedString(forLanguageCode: $0.identifier) }
            .filter { $0.count <= 3 })
}
