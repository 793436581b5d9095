import ArgumentParser
import DataPreparation
import SpeechDataset

/// Which columns of sources hold what, where their names or contents do not say it.
struct ColumnOptionGroup: ParsableArguments {
    @Option(
        help: """
            The column or field with the recordings, by its name or its number from 1, such as 'speech' or 1; for one \
            source NAME=speech.
            """)
    var audioColumn: [String] = []
    @Option(
        help: "The column or field with the text (usual: text, transcript, sentence, normalized_text, transcription).")
    var textColumn: [String] = []
    @Option(help: "The column or field with the language (usual: language, locale).")
    var languageColumn: [String] = []
    @Option(help: "The column with the speaker, which makes a speaker of each of its values.")
    var speakerColumn: [String] = []
    @Flag(inversion: .prefixedNo, help: "Whether the first line of tables names the columns (default: see).")
    var header: Bool?

    /// Puts the names into sources: a name for one source wins over one for all.
    func apply(to sources: inout [SourceSpecification]) throws {
        let options = [
            ("--audio-column", audioColumn), ("--text-column", textColumn), ("--language-column", languageColumn),
            ("--speaker-column", speakerColumn),
        ]
        for (option, arguments) in options {
            for argument in arguments {
                guard let name = Self.split(argument).source else { continue }
                guard sources.contains(where: { $0.name == name }) else {
                    throw ValidationError(
                        "\(option) names the source '\(name)', and there is none: give it as --source \(name)=PLACE.")
                }
            }
        }
        for index in sources.indices {
            let name = sources[index].name
            let column = { (arguments: [String]) in Self.column(in: arguments, of: name) }
            sources[index].fields = TranscriptFields(
                audio: column(audioColumn), text: column(textColumn), language: column(languageColumn),
                speaker: column(speakerColumn), hasHeader: header)
        }
    }

    private static func column(in arguments: [String], of source: String?) -> String? {
        let columns = arguments.map(split)
        return columns.last { $0.source != nil && $0.source == source }?.column
            ?? columns.last { $0.source == nil }?.column
    }

    private static func split(_ argument: String) -> (source: String?, column: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0].lowercased(), parts[1]) : (nil, argument)
    }
}
