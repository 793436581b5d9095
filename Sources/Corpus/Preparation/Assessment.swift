/// Decides which clips are kept, one after the other in the order of the sources.
struct Assessment {
    /// A speaker with the clips that are kept and the lines that are not.
    struct Speaker {
        var name: String
        var lines: Int
        var clips: [ClipRecord] = []
        var rejections: [Rejection]
    }

    private(set) var speakers: [Speaker]
    /// Recordings that should be mended.
    private(set) var problems: [LocatedProblem] = []

    private let limits: PreparationLimits
    private var origins: [String: Origin] = [:]

    init(limits: PreparationLimits, speakers: [SpeakerRecordings]) {
        self.limits = limits
        self.speakers = speakers.map { speaker in
            Speaker(
                name: speaker.name, lines: speaker.utterances.count + speaker.problems.count,
                rejections: speaker.problems.map(Rejection.init))
        }
    }

    mutating func add(_ outcome: ClipOutcome, for utterance: Utterance) {
        guard let index = speakers.firstIndex(where: { $0.name == utterance.speaker }) else { return }
        switch outcome.result {
        case .problem(let problem):
            let located = LocatedProblem(origin: utterance.origin, problem: problem)
            problems.append(located)
            speakers[index].rejections.append(Rejection(located))
        case .rejected(let reason, let detail):
            reject(utterance, reason, detail, at: index)
        case .clip(let id, let samples):
            if let (reason, detail) = fault(id: id, samples: samples, of: utterance) {
                reject(utterance, reason, detail, at: index)
            } else {
                origins[id] = utterance.origin
                speakers[index].clips.append(
                    ClipRecord(
                        id: id, text: utterance.text, language: utterance.language, instruct: utterance.instruct,
                        samples: samples))
            }
        }
    }

    /// Checks that enough is left of every speaker.
    func checkShares(maximumRejected: Double) throws(CorpusError) {
        for speaker in speakers {
            let reasons = Dictionary(speaker.rejections.map { ($0.reason, 1) }, uniquingKeysWith: +)
            guard !speaker.clips.isEmpty else {
                throw .noClipLeft(speaker: speaker.name, lines: speaker.lines, reasons: reasons)
            }
            guard Double(speaker.rejections.count) <= maximumRejected * Double(speaker.lines) else {
                throw .tooManyRejected(
                    speaker: speaker.name, rejected: speaker.rejections.count, lines: speaker.lines,
                    limit: maximumRejected, reasons: reasons)
            }
        }
    }

    private mutating func reject(_ utterance: Utterance, _ reason: Rejection.Reason, _ detail: String, at index: Int) {
        speakers[index].rejections.append(Rejection(origin: utterance.origin, reason: reason, detail: detail))
    }

    private func fault(id: String, samples: Int, of utterance: Utterance) -> (Rejection.Reason, String)? {
        if let first = origins[id] { return (.duplicate, "the same sound as \(first)") }
        let seconds = Double(samples) / Double(PreparedDataset.sampleRate) - 2 * limits.padding
        let rate = Double(utterance.text.count { !$0.isWhitespace }) / seconds
        if rate < limits.minimumCharactersPerSecond || rate > limits.maximumCharactersPerSecond {
            let range = "\(decimal(limits.minimumCharactersPerSecond)) to \(decimal(limits.maximumCharactersPerSecond))"
            return (.charactersPerSecond, "\(decimal(rate)) characters per second, \(range) allowed")
        }
        return nil
    }
}

extension Rejection {
    init(_ located: LocatedProblem) {
        self.init(origin: located.origin, reason: located.problem.reason, detail: located.problem.description)
    }
}
