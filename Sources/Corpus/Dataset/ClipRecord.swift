/// A line of a dataset's `train.jsonl` or `validation.jsonl`.
struct ClipRecord: Codable, Equatable {
    var id: String
    var audio: String
    var text: String
    var language: String
    var duration: Double
    var frames: Int
    /// Absent in lines of clips without one.
    var instruct: String?

    init(id: String, text: String, language: String, instruct: String? = nil, samples: Int) {
        self.id = id
        audio = "audio/\(id).flac"
        self.text = text
        self.language = language
        self.instruct = instruct
        duration = Double(samples) / Double(PreparedDataset.sampleRate)
        frames = (samples + PreparedDataset.samplesPerFrame - 1) / PreparedDataset.samplesPerFrame
    }

    /// The clip's length in samples.
    var samples: Int { Int((duration * Double(PreparedDataset.sampleRate)).rounded()) }
}
