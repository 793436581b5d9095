import SpeechDataset

/// The indices of the speakers whose recordings are being worked on; each is let go of with the speaker's last recording.
struct OpenIndices {
    private let folder: WorkingFolder
    /// Whether the indices stay until the end, since only then it is known that the rest may be forgotten.
    private let forgets: Bool
    private var open: [String: (index: ClipIndex, left: Int)] = [:]

    /// - Parameter forgets: whether what a run does not use is removed at its end.
    init(in folder: WorkingFolder, forgets: Bool) {
        self.folder = folder
        self.forgets = forgets
    }

    /// A speaker's index, which is read when the first of the speaker's recordings comes.
    mutating func index(of speaker: String, recordings: Int) throws -> ClipIndex {
        if let known = open[speaker]?.index { return known }
        try DatasetJSON.makeFolder(folder.clips(speaker))
        let index = try ClipIndex(folder.index(speaker))
        open[speaker] = (index, recordings)
        return index
    }

    /// Counts a recording as done, and lets go of the index after the last one.
    mutating func finishRecording(of speaker: String) throws {
        guard let (index, left) = open[speaker] else { return }
        open[speaker]?.left = left - 1
        guard left == 1, !forgets else { return }
        open[speaker] = nil
        try folder.tidy(speaker, keeping: try index.finish(forgetting: false))
    }

    /// Lets go of all, and removes what the run did not use when that is wanted.
    mutating func finish() throws {
        for (speaker, (index, _)) in open.sorted(by: { $0.key < $1.key }) {
            try folder.tidy(speaker, keeping: try index.finish(forgetting: forgets))
        }
        open = [:]
    }
}
