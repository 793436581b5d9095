import Files
import Foundation

/// The working files of a dataset, `.prepare`, which are never uploaded: clips that are ready, and what is known of recordings.
struct WorkingFolder: Sendable {
    /// The folder's name within the dataset's.
    static let name = ".prepare"
    /// Where the dataset's folder has the record of what was written into it.
    static let recordPath = "\(name)/written.json"

    /// The folder of the dataset.
    let dataset: URL
    /// The folder itself.
    let root: URL

    init(_ dataset: URL) {
        self.dataset = dataset
        root = dataset.appendingPathComponent(Self.name)
    }

    /// Keeps other processes out.
    var lock: URL { root.appendingPathComponent("lock") }
    /// What was written into the dataset, and of what.
    var record: URL { dataset.appendingPathComponent(Self.recordPath) }
    /// New files, until all are whole.
    var incoming: URL { root.appendingPathComponent("new") }
    /// What is left to do to put the new files into their places.
    var journal: URL { root.appendingPathComponent("swap.json") }

    /// The folders of the speakers, apart from the files above, so that a speaker may have any name.
    var speakers: URL { root.appendingPathComponent(Self.speakersName) }
    static let speakersName = "speakers"

    /// What a speaker's recordings were found to be.
    func index(_ speaker: String) -> URL { speakers.appendingPathComponent("\(speaker)/index.jsonl") }
    /// The folder of a speaker's clips.
    func clips(_ speaker: String) -> URL { speakers.appendingPathComponent("\(speaker)/audio") }
    /// A clip: FLAC, 24 kHz, mono, 16 bits.
    func clip(_ id: Hash256, of speaker: String) -> URL {
        clips(speaker).appendingPathComponent("\(id).flac")
    }
    /// A speaker's vectors, by the model that made them.
    func vectors(_ speaker: String, fingerprint: String) -> URL {
        speakers.appendingPathComponent("\(speaker)/vectors-\(fingerprint.prefix(16)).bin")
    }

    /// A clip's path within the dataset's folder, for reports.
    static func path(of id: Hash256, speaker: String) -> String {
        "\(name)/\(speakersName)/\(speaker)/audio/\(id).flac"
    }

    /// Removes a speaker's clips that are not named, and what an interrupted run left half-written.
    ///
    /// Nothing else is touched, so that files of other origin are safe.
    func tidy(_ speaker: String, keeping ids: Set<Hash256>) throws {
        let folder = clips(speaker)
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                guard let match = name.wholeMatch(of: /([0-9a-f]{64})\.flac(\..+\.partial)?/),
                    match.2 != nil || Hash256(hexadecimal: match.1).map({ !ids.contains($0) }) ?? false
                else { continue }
                try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
            }
        } catch {
            throw FileError.cannotWrite(path: folder.path, reason: SystemError.reason(of: error))
        }
    }
}
