extension LanguageName {
    /// The language of a code of two letters, with or without a region (`ha`, `pt-BR`), as in Common Voice; nil for anything else.
    ///
    /// Reference: ISO 639-1.
    static func language(ofCode text: String) -> String? {
        let word = text.lowercased()
        let code = word.split { $0 == "-" || $0 == "_" }.first.map(String.init) ?? ""
        return names[word] ?? names[code]
    }

    /// Whether a text is the code of a language, its English name, or what GPT-SoVITS calls one (`JP`, `all_zh`, `yue`, `auto`).
    static func isLanguage(_ text: String) -> Bool {
        let word = text.lowercased()
        return language(ofCode: word) != nil || englishNames.contains(word) || word == auto.lowercased()
    }

    private static let englishNames = Set(names.values.map { $0.lowercased() })

    private static let names = [
        "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
        "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
        "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "ha": "Hausa", "he": "Hebrew",
        "hi": "Hindi", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "ig": "Igbo", "it": "Italian",
        "ja": "Japanese", "ka": "Georgian", "ko": "Korean", "mr": "Marathi", "ne": "Nepali", "nl": "Dutch",
        "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "so": "Somali",
        "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "th": "Thai", "ti": "Tigrinya", "tr": "Turkish",
        "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "xh": "Xhosa", "yo": "Yoruba", "zh": "Chinese",
        "zu": "Zulu",
        // As GPT-SoVITS writes them.
        "all_ja": "Japanese", "all_ko": "Korean", "all_yue": "Cantonese", "all_zh": "Chinese", "jp": "Japanese",
        "yue": "Cantonese",
    ]
}
