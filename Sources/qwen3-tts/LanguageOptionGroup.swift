import ArgumentParser
import DataPreparation
import Foundation

/// What transcripts do not say: in which language, and what the speaker sounds like.
struct LanguageOptionGroup: ParsableArguments {
    @Option(
        help: """
            LANGUAGE, for lines that name none, such as Hausa (or ha, hau); or NAME=LANGUAGE, for those of one speaker. May \
            be given several times.
            """)
    var language: [String] = []
    @Option(
        help: """
            NAME=FILE: a recording of 3 to 15 s that shows the speaker's voice. May be given several times. Without one, \
            the source's counts, else NAME.wav in the folder of voices, else a clip is chosen.
            """)
    var reference: [String] = []
    @Option(name: .customLong("voices-dir"), help: "The folder of voices.") var voicesDirectory = "voices"

    /// Puts what was given into a preparation: a language for one speaker wins over one for all, and what a source says over both.
    func apply(to preparation: inout Preparation) throws {
        let all = language.filter { !$0.contains("=") }
        guard all.count <= 1 else {
            throw ValidationError(
                "--language is given for all speakers more than once (\(all.joined(separator: ", "))): "
                    + "give NAME=LANGUAGE for each.")
        }
        if let language = all.first {
            for index in preparation.sources.indices where preparation.sources[index].language == nil {
                preparation.sources[index].language = language
            }
        }
        for argument in language where argument.contains("=") {
            let (name, language) = try pair(argument, of: "--language", "NAME=LANGUAGE")
            if let other = preparation.languages.updateValue(language, forKey: name) {
                throw ValidationError(
                    "--language gives '\(name)' two languages, \(other) and \(language): leave one out.")
            }
        }
        for argument in reference {
            let (name, file) = try pair(argument, of: "--reference", "NAME=FILE")
            preparation.references[name, default: []].append(URL(filePath: file))
        }
        preparation.voices = URL(filePath: voicesDirectory)
    }

    /// A name in lower case, and what stands behind the `=`.
    private func pair(_ argument: String, of option: String, _ form: String) throws -> (name: String, value: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("\(option) takes \(form); found '\(argument)'.") }
        return (parts[0].lowercased(), parts[1])
    }
}
