extension Settings {
    /// The rows of the table that are about the Hugging Face Hub.
    static let hubTable: [SettingDescriptor] = {
        let group = "Hugging Face Hub"
        return [
            .init(
                group, "HF_TOKEN", \.hub.token, .optional(.secret),
                "Your token, for private and gated repositories and for uploads; never printed, logged or saved.",
                absence: "what 'hf auth login' has stored"),
            .init(
                group, "HF_ENDPOINT", \.hub.endpoint, .optional(.text("an address")), "The Hub's address.",
                absence: "https://huggingface.co"),
            .init(
                group, "HF_HOME", \.hub.home, .optional(.path), "Where the Hub's clients keep their files.",
                absence: "$XDG_CACHE_HOME/huggingface, else ~/.cache/huggingface"),
            .init(
                group, "HF_HUB_CACHE", \.hub.cache, .optional(.path),
                "Where files of the Hub are kept; Python's clients share them.", absence: "$HF_HOME/hub"),
            .init(
                group, "HF_HUB_OFFLINE", \.hub.isOffline, .optional(.truth),
                "Whether to use only what is kept here already.", absence: "0"),
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
    /// As `huggingface_hub` writes truth.
    static let truth = Self(expected: "'1' or '0'") { text in
        switch text.lowercased() {
        case "1", "on", "yes", "true": true
        case "0", "off", "no", "false": false
        default: nil
        }
    } format: {
        $0 ? "1" : "0"
    }
}

extension ValueKind where Value == String {
    static func text(_ expected: String) -> Self {
        Self(expected: expected) {
            $0.isEmpty ? nil : $0
        } format: {
            $0
        }
    }

    /// A folder, or a repository of the Hub.
    static let model = Self(expected: "a folder or USER/NAME[@REVISION] on the Hub") { text in
        path.parse(text)
    } format: {
        $0
    }
}
