import Audio
import Foundation

/// Reads sources into speakers, checking names, references and that every recording is there.
struct SpeakerCollector {
    /// More references than this say nothing new about a voice.
    static let maximumReferences = 8

    var sources: [SourceSpecification]
    var languages: [String: String]
    var references: [String: [URL]]

    /// All speakers, in the order of the sources and their lines.
    func collect() throws(CorpusError) -> [SpeakerRecordings] {
        guard !sources.isEmpty else { throw .noSources }
        var speakers: [SpeakerRecordings] = []
        for specification in sources {
            for speaker in try read(specification) {
                if let other = speakers.first(where: { $0.name == speaker.name }) {
                    throw .duplicateSpeaker(speaker.name, first: other.source, second: speaker.source)
                }
                speakers.append(speaker)
            }
        }
        try checkOptions(against: speakers.map(\.name))
        for index in speakers.indices {
            if let explicit = references[speakers[index].name], !explicit.isEmpty {
                speakers[index].references = explicit
            }
        }
        return speakers
    }

    private func read(_ specification: SourceSpecification) throws(CorpusError) -> [SpeakerRecordings] {
        let source = try specification.source()
        let lines = try source.lines()
        let names = try SpeakerNaming(specification, source, lines)
        var speakers = names.all.map { SpeakerRecordings(name: $0, source: specification.location.path) }
        var checkedReferences: Set<URL> = []
        for line in lines {
            // A line that cannot be read counts for the source's first speaker.
            var index = 0
            do throws(LineFailure) {
                let transcript = try line.content.get()
                let name = try names.name(for: transcript)
                index = speakers.firstIndex { $0.name == name } ?? 0
                try check(transcript.audio)
                if let reference = transcript.reference, checkedReferences.insert(reference).inserted {
                    try check(reference)
                    if speakers[index].references.count < Self.maximumReferences {
                        speakers[index].references.append(reference)
                    }
                }
                speakers[index].utterances.append(
                    Utterance(
                        speaker: name, audio: transcript.audio, text: transcript.text,
                        language: LanguageName.canonical(transcript.language ?? languages[name] ?? LanguageName.auto),
                        reference: transcript.reference, instruct: transcript.instruct, origin: line.origin))
            } catch {
                speakers[index].problems.append(LocatedProblem(origin: line.origin, problem: error.problem))
            }
        }
        if let reference = source.reference {
            for index in speakers.indices where speakers[index].references.isEmpty {
                speakers[index].references = [reference]
            }
        }
        return speakers
    }

    private func check(_ recording: URL) throws(LineFailure) {
        do {
            try AudioFile.checkPresence(of: recording)
        } catch {
            throw LineFailure(.recording(error))
        }
    }

    private func checkOptions(against names: [String]) throws(CorpusError) {
        for (option, given) in [("--language", Array(languages.keys)), ("--reference", Array(references.keys))] {
            if let name = given.sorted().first(where: { !names.contains($0) }) {
                throw .unknownSpeaker(name, option: option, available: names)
            }
        }
    }
}

/// Who speaks on each line of a source.
private struct SpeakerNaming {
    /// The names in the order of the lines.
    let all: [String]
    private let given: String?
    private let fallback: String

    init(_ specification: SourceSpecification, _ source: any Source, _ lines: [SourceLine]) throws(CorpusError) {
        let path = specification.location.path
        var spellings: [String: String] = [:]
        var found: [String] = []
        var hasUnnamed = false
        for line in lines {
            guard case .success(let transcript) = line.content else { continue }
            guard let spelling = transcript.speaker else {
                hasUnnamed = true
                continue
            }
            // Names that are not allowed become problems of their lines.
            guard let name = SpeakerName.canonical(spelling) else { continue }
            if let other = spellings[name], other != spelling {
                throw .duplicateSpeaker(name, first: "\(path): \(other)", second: "\(path): \(spelling)")
            }
            if spellings.updateValue(spelling, forKey: name) == nil { found.append(name) }
        }
        given = specification.name
        if let given {
            guard found.count < 2 else { throw .severalSpeakers(path: path, name: given, found: found) }
            (all, fallback) = ([given], given)
            return
        }
        guard hasUnnamed || found.isEmpty else {
            (all, fallback) = (found, found[0])
            return
        }
        guard let name = SpeakerName.canonical(source.defaultName) else {
            throw .invalidName(source.defaultName, from: path)
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
