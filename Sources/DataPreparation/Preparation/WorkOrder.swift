/// In which order recordings are worked on: speaker after speaker, but rows of Parquet files in the order of the files.
struct WorkOrder {
    /// An utterance of a speaker.
    struct Place: Sendable {
        var speaker, utterance: Int
    }

    let places: [Place]

    /// - Complexity: O(n) for recordings in files of their own, O(n log n) for n rows.
    init(_ speakers: [SpeakerRecordings]) {
        var files: [Place] = []
        var rows: [(shard: Int, row: Int, place: Place)] = []
        var shards: [ObjectIdentifier: Int] = [:]
        for (speaker, recordings) in speakers.enumerated() {
            for (utterance, content) in recordings.utterances.enumerated() {
                let place = Place(speaker: speaker, utterance: utterance)
                guard case .row(let shard, let row) = content.recording else {
                    files.append(place)
                    continue
                }
                let number = shards[ObjectIdentifier(shard)] ?? shards.count
                shards[ObjectIdentifier(shard)] = number
                rows.append((number, row, place))
            }
        }
        places = files + rows.sorted { ($0.shard, $0.row) < ($1.shard, $1.row) }.map(\.place)
    }
}
