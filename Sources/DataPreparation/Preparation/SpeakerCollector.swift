import Audio
import Files
import Foundation
import Hub
import SpeechDataset

/// Reads sources into speakers, checking names, references and that every recording is there.
struct SpeakerCollector {
    /// More references than this say nothing new about a voice.
    static let maximumReferences = 8

    var sources: [SourceSpecification]
    var languages: [String: String]
    var references: [String: [URL]]
    /// Where `<speaker>.wav` is looked for when neither the user nor the source names a reference.
    var voices: URL?
    var hub: HubEnvironment?
    var downloads: (@Sendable (TransferProgress) -> Void)?
    /// More lines of a source than this are not needed.
    var limit: Int?

    /// All speakers, in the order of the sources and their lines.
    ///
    /// - Throws: `DataPreparationError`, or the error of the library behind a source.
    func collect() async throws -> (speakers: [SpeakerRecordings], sources: [CollectedSource]) {
        guard !sources.isEmpty else { throw DataPreparationError.noSources }
        var speakers: [SpeakerRecordings] = []
        var read: [CollectedSource] = []
        for specification in sources {
            let source = try await self.read(specification)
            read.append(source.account)
            for speaker in source.speakers {
                if let other = speakers.first(where: { $0.name == speaker.name }) {
                    throw DataPreparationError.duplicateSpeaker(
                        speaker.name, first: other.source, second: speaker.source)
                }
                speakers.append(speaker)
            }
        }
        try checkOptions(against: speakers.map(\.name))
        for index in speakers.indices {
            if let explicit = references[speakers[index].name], !explicit.isEmpty {
                (speakers[index].references, speakers[index].referenceOrigin) = (explicit, .option)
            } else if speakers[index].references.isEmpty, let voice = voice(of: speakers[index].name) {
                (speakers[index].references, speakers[index].referenceOrigin) = ([voice], .voices)
            }
        }
        return (speakers, read)
    }

    private func voice(of speaker: String) -> URL? {
        guard let voices else { return nil }
        return RecordingName.extensions.map { voices.appendingPathComponent("\(speaker).\($0)") }
            .first(where: FileState.isFile)
    }

    private func read(
        _ specification: SourceSpecification
    ) async throws -> (speakers: [SpeakerRecordings], account: CollectedSource) {
        let source = try specification.source(environment: hub, progress: downloads)
        let reading = try await source.read(limit: limit)
        let lines = reading.lines
        let names = try SpeakerNaming(specification, source, lines)
        var speakers = names.all.map { SpeakerRecordings(name: $0, source: source.title, sourceLines: lines.count) }
        let positions = Dictionary(uniqueKeysWithValues: zip(names.all, speakers.indices))
        var finder = RecordingFinder()
        var found: [URL: URL] = [:]
        // Few languages, whose names share their storage.
        var spellings: [String: String] = [:]
        let canonical = { (name: String) in
            if let known = spellings[name] { return known }
            let spelling = LanguageName.canonical(name)
            spellings[name] = spelling
            return spelling
        }
        for line in lines {
            // A line that cannot be read counts for the source's first speaker.
            var index = 0
            do throws(LineFailure) {
                var transcript = try line.content.get()
                let name = try names.name(for: transcript)
                index = positions[name] ?? 0
                if let path = transcript.recording.path {
                    transcript.recording = transcript.recording.at(try finder.locate(path, of: line.origin))
                }
                if let reference = transcript.reference {
                    if found[reference] == nil {
                        // One that is missing is named once.
                        found[reference] = reference
                        let file = URL(fileURLWithPath: try finder.locate(reference.path, of: line.origin))
                        found[reference] = file
                        if speakers[index].references.count < Self.maximumReferences {
                            speakers[index].references.append(file)
                        }
                    }
                    transcript.reference = found[reference]
                }
                speakers[index].utterances.append(
                    Utterance(
                        speaker: name, recording: transcript.recording, text: transcript.text,
                        language: canonical(
                            transcript.language ?? languages[name] ?? specification.language ?? LanguageName.auto),
                        reference: transcript.reference, instruct: transcript.instruct, split: transcript.split,
                        origin: line.origin))
            } catch {
                speakers[index].problems.append(LocatedProblem(origin: line.origin, problem: error.problem))
            }
        }
        if let reference = source.reference, speakers.count > 1 {
            speakers[0].notes.append(Self.note(on: reference, of: speakers.map(\.name)))
        }
        for index in speakers.indices {
            if speakers.count == 1, speakers[index].references.isEmpty, let reference = source.reference {
                speakers[index].references = [reference]
            }
            if !speakers[index].references.isEmpty { speakers[index].referenceOrigin = .source }
        }
        let account = CollectedSource(
            title: source.title, transcripts: reading.accounts, unread: reading.unread, speakers: names.all)
        return (speakers, account)
    }

    /// A recording of one voice cannot be that of several speakers.
    private static func note(on reference: URL, of speakers: [String]) -> String {
        "'\(reference.lastPathComponent)' shows none of the voices, as the folder has \(speakers.count) speakers: put a recording of each into the "
            + "folder of voices (\(speakers[0]).wav and so on), or give --reference NAME=FILE"
    }

    private func checkOptions(against names: [String]) throws(DataPreparationError) {
        for (option, given) in [("--language", Array(languages.keys)), ("--reference", Array(references.keys))] {
            if let name = given.sorted().first(where: { !names.contains($0) }) {
                throw DataPreparationError.unknownSpeaker(name, option: option, available: names)
            }
        }
    }
}

/// What was read of a source, and who speaks in it.
struct CollectedSource: Sendable {
    var title: String
    var transcripts: [TranscriptAccount]
    /// Rows that were not needed.
    var unread: Int
    /// The speakers' names.
    var speakers: [String]
}

/// Who speaks on each line of a source.
private struct SpeakerNaming {
    /// The names in the order of the lines.
    let all: [String]
    private let given: String?
    private let fallback: String

    init(_ specification: SourceSpecification, _ source: any Source, _ lines: [SourceLine]) throws(DataPreparationError)
    {
        let path = source.title
        var spellings: [String: String] = [:]
        var found: [String] = []
        // Also names that are not allowed: they are no one else's.
        var people: [String] = []
        var hasUnnamed = false
        for line in lines {
            guard case .success(let transcript) = line.content else { continue }
            guard let spelling = transcript.speaker else {
                hasUnnamed = true
                continue
            }
            let person = SpeakerName.canonical(spelling) ?? spelling
            if people.count < 20, !people.contains(person) { people.append(person) }
            // Names that are not allowed become problems of their lines.
            guard let name = SpeakerName.canonical(spelling) else { continue }
            if let other = spellings[name], other != spelling {
                throw DataPreparationError.duplicateSpeaker(
                    name, first: "\(path): \(other)", second: "\(path): \(spelling)")
            }
            if spellings.updateValue(spelling, forKey: name) == nil { found.append(name) }
        }
        given = specification.name
        if let given {
            guard people.count < 2 else {
                throw DataPreparationError.severalSpeakers(path: path, name: given, found: people)
            }
            (all, fallback) = ([given], given)
            return
        }
        guard hasUnnamed || found.isEmpty else {
            (all, fallback) = (found, found[0])
            return
        }
        guard let name = SpeakerName.canonical(source.defaultName) else {
            throw DataPreparationError.invalidName(source.defaultName, from: path)
        }
        fallback = name
        all = found.contains(name) ? found : found + [name]
    }

    func name(for transcript: SourceLine.Transcript) throws(LineFailure) -> String {
        if let given { return given }
        guard let spelling = transcript.speaker else { return fallback }
        guard let name = SpeakerName.canonical(spelling) else { throw LineFailure(.invalidSpeaker(spelling)) }
        return name
    }
}
