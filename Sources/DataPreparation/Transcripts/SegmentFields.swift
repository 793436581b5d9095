import Audio
import SpeechDataset

/// The fields of a line that say which part of a file its recording is.
///
/// With a start, the recording is the segment from there. A length alone is what the whole file must have: it may be a note as well as,
/// in NeMo's manifests, the length of a segment from 0, and where the file is longer only its owner knows which.
struct SegmentFields {
    private static let starts: Set = ["offset", "start", "begin", "starttime", "begintime", "startsec", "startseconds"]
    private static let ends: Set = ["end", "stop", "endtime", "stoptime", "endsec", "endseconds"]
    private static let durations: Set = ["duration", "dur", "durationsec", "durationseconds", "lengthseconds"]
    /// Say that a part is meant, in a way that is not read.
    private static let refused: Set = [
        "channel", "channelselector", "startms", "offsetms", "beginms", "startframe", "frameoffset", "startsample",
        "sampleoffset",
    ]

    /// A field with a value, and its time in seconds where it is a number.
    private struct Field {
        var name, text: String
        var seconds: Double? { Double(text) }
    }

    private let fields: [Field]

    /// Takes the values of a line by the fields' names; an empty one counts as absent.
    init(_ values: [String: String]) {
        fields = values.sorted { $0.key < $1.key }.compactMap { name, value in
            let text = value.trimmingWhitespace()
            return text.isEmpty ? nil : Field(name: name, text: text)
        }
    }

    /// The recording that the line means, in the file at a path.
    func recording(in path: String) throws(LineFailure) -> Recording {
        if let field = among(Self.refused).first(where: { $0.seconds != nil }) {
            throw LineFailure(.partNotRead(field: field.name))
        }
        let duration = try time(Self.durations, expected: "a number of seconds above 0") { $0 > 0 }
        guard let start = try time(Self.starts, expected: "a number of seconds from 0", where: { $0 >= 0 }) else {
            let end = try time(Self.ends, expected: "a number of seconds above 0") { $0 > 0 }
            try requireSame(duration, end)
            guard let seconds = duration?.seconds ?? end?.seconds else { return .file(path) }
            return .announced(path, seconds: seconds)
        }
        let end = try time(Self.ends, expected: "a time after the field '\(start.name)' (\(start.seconds))") {
            $0 > start.seconds
        }
        let length = end.map { Time(name: $0.name, seconds: $0.seconds - start.seconds) }
        try requireSame(duration, length)
        guard let seconds = duration?.seconds ?? length?.seconds else {
            return start.seconds == 0 ? .file(path) : try segment(path, start, nil)
        }
        return try segment(path, start, seconds)
    }

    /// A time in seconds, and the field that says it.
    private struct Time {
        var name: String
        var seconds: Double
    }

    private func among(_ names: Set<String>) -> [Field] {
        fields.filter { names.contains(TranscriptFields.key($0.name)) }
    }

    /// The time that the fields of these names agree on.
    private func time(
        _ names: Set<String>, expected: String, where isSuitable: (Double) -> Bool
    ) throws(LineFailure) -> Time? {
        var time: Time?
        for field in among(names) {
            guard let seconds = field.seconds, seconds.isFinite, isSuitable(seconds) else {
                throw LineFailure(.badTime(field: field.name, found: field.text, expected: expected))
            }
            let next = Time(name: field.name, seconds: seconds)
            try requireSame(time, next)
            time = next
        }
        return time
    }

    private func requireSame(_ first: Time?, _ second: Time?) throws(LineFailure) {
        guard let first, let second, abs(first.seconds - second.seconds) > AudioSegment.tolerance else { return }
        throw LineFailure(.timesDiffer(first: first.name, second: second.name))
    }

    private func segment(_ path: String, _ start: Time, _ duration: Double?) throws(LineFailure) -> Recording {
        guard let segment = AudioSegment(start: start.seconds, duration: duration) else {
            throw LineFailure(
                .badTime(field: start.name, found: "\(start.seconds)", expected: "a number of seconds from 0"))
        }
        return .segment(path, segment)
    }
}
