extension Settings {
    /// The rows of the table that are about the Hugging Face Hub.
    static let hubTable: [SettingDescriptor] = {
        let group = "Hugging Face Hub"
        return [
            .init(
                group, "HF_TOKEN", \.hub.token, .optional(.secret),
                "Your token, for private and gated repositories and for uploads; never printed, logged or saved.",
                absence: "what 'hf auth login' has stored", decides: .nothing),
            .init(
                group, "HF_ENDPOINT", \.hub.endpoint, .optional(.address), "The Hub's address.",
                absence: "https://huggingface.co", decides: .nothing),
            .init(
                group, "HF_HOME", \.hub.home, .optional(.path), "Where the Hub's clients keep their files.",
                absence: "$XDG_CACHE_HOME/huggingface, else ~/.cache/huggingface", decides: .nothing),
            .init(
                group, "HF_HUB_CACHE", \.hub.cache, .optional(.path),
                "Where files of the Hub are kept; Python's clients share them.", absence: "$HF_HOME/hub",
                decides: .nothing),
            .init(
                group, "HF_HUB_OFFLINE", \.hub.isOffline, .optional(.truth),
                "Whether to use only what is kept here already.", absence: "false", decides: .nothing),
        ]
    }()
}

extension ValueKind where Value == Secret {
    static let secret = Self(expected: "a token that begins with hf_") { text in
        text.isEmpty ? nil : Secret(text)
    } format: { _ in
        ""
    }
}

extension ValueKind where Value == Bool {
    /// In the words that `huggingface_hub` and others take.
    static let truth = Self(
        expected: "'true' or 'false' (or yes, no, on, off, 1, 0)",
        choices: ["true", "false", "yes", "no", "on", "off", "1", "0"]
    ) { text in
        switch text.lowercased() {
        case "1", "on", "yes", "true": true
        case "0", "off", "no", "false": false
        default: nil
        }
    } format: {
        $0 ? "true" : "false"
    }
}

extension ValueKind where Value == String {
    static let address = Self(expected: "an address such as https://huggingface.co") { text in
        let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
        return isAddress && !text.hasBlanks ? text : nil
    } format: {
        $0
    }

    /// A folder, or a repository of the Hub.
    static let model = Self(expected: "a folder or USER/NAME[@REVISION] on the Hub") { text in
        path.parse(text)
    } format: {
        $0
    }
}
