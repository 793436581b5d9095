/// An order in which tables without header have their columns, by the name of the tool or dataset that it comes from.
///
/// To add one is to add a line in `all`.
struct ColumnLayout: Sendable, Equatable {
    /// Whose order it is.
    var name: String
    /// What the columns hold, the recording first wherever it stands.
    var columns: [ColumnKind]

    init(_ name: String, _ columns: ColumnKind...) {
        self.name = name
        self.columns = columns
    }

    /// The orders that are read, no two of which are alike, so that at most one fits.
    static let all = [
        ColumnLayout("LJSpeech", .recording, .prose),
        ColumnLayout("LJSpeech", .recording, .unclear),
        ColumnLayout("LJSpeech", .recording, .prose, .normalised),
        ColumnLayout("LJSpeech", .recording, .prose, .empty),
        ColumnLayout("LJSpeech with phonemes", .recording, .prose, .phonemes),
        ColumnLayout("Coqui", .recording, .prose, .speaker),
        ColumnLayout("Coqui", .recording, .prose, .normalised, .speaker),
        ColumnLayout("Piper", .recording, .speaker, .prose),
        ColumnLayout("a table", .recording, .prose, .language),
        ColumnLayout("a table", .recording, .language, .prose),
        ColumnLayout("a table", .recording, .prose, .speaker, .language),
        ColumnLayout("a table", .recording, .prose, .language, .speaker),
        ColumnLayout("a table", .recording, .language, .speaker, .prose),
        ColumnLayout("GPT-SoVITS", .recording, .speaker, .language, .prose),
    ]

    /// The order of a table, by what its columns hold; nil where it is none of these, or not clear.
    static func of(_ kinds: [ColumnKind]) -> ColumnLayout? {
        let others = kinds.filter { $0 != .recording }
        return all.first { $0.columns == [.recording] + others }
    }
}
