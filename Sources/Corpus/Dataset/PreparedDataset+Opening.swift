public import Foundation

extension PreparedDataset {
    /// Opens a dataset and checks that everything it names is there.
    ///
    /// - Throws: `CorpusError` when the folder is missing, is no dataset, has another format, or something in it is broken or missing.
    public static func open(_ folder: URL) throws(CorpusError) -> PreparedDataset {
        let file = folder.appendingPathComponent(DatasetLayout.manifestName)
        guard FileManager.default.fileExists(atPath: folder.path) else { throw .datasetMissing(path: folder.path) }
        guard RecordingPath.exists(file) else { throw .notADataset(path: folder.path) }
        let manifest = try manifest(file, of: folder)
        var speakers: [Speaker] = []
        for speaker in manifest.speakers {
            guard SpeakerName.canonical(speaker.name) == speaker.name else {
                throw .brokenDataset(path: file.path, reason: "'\(speaker.name)' is no speaker's name")
            }
            let layout = DatasetLayout(folder: folder, speaker: speaker.name)
            speakers.append(
                Speaker(
                    name: speaker.name, language: speaker.language,
                    references: try references(of: speaker, in: folder),
                    train: try clips(layout.train, of: layout), validation: try clips(layout.validation, of: layout)))
        }
        return PreparedDataset(location: folder, speakers: speakers)
    }

    private static func manifest(_ file: URL, of folder: URL) throws(CorpusError) -> DatasetManifest {
        struct Version: Decodable { var format: Int }
        let data = try content(of: file)
        guard let version = try? JSONDecoder().decode(Version.self, from: data) else {
            throw .brokenDataset(path: file.path, reason: "it has no format number")
        }
        guard version.format == DatasetManifest.currentFormat else {
            throw .wrongFormat(path: folder.path, found: version.format, expected: DatasetManifest.currentFormat)
        }
        guard let manifest = try? JSONDecoder().decode(DatasetManifest.self, from: data) else {
            throw .brokenDataset(path: file.path, reason: "it does not describe speakers")
        }
        guard manifest.samplingRate == sampleRate else {
            throw .brokenDataset(
                path: file.path, reason: "its sampling rate is \(manifest.samplingRate), not \(sampleRate)")
        }
        guard !manifest.speakers.isEmpty else { throw .brokenDataset(path: file.path, reason: "it has no speakers") }
        return manifest
    }

    private static func references(
        of speaker: DatasetManifest.Speaker, in folder: URL
    ) throws(CorpusError) -> [URL] {
        let urls = speaker.references.map { folder.appendingPathComponent($0) }
        if let missing = urls.first(where: { !RecordingPath.exists($0) }) {
            throw .referenceMissing(speaker: speaker.name, path: missing.path)
        }
        return urls
    }

    private static func clips(_ list: URL, of layout: DatasetLayout) throws(CorpusError) -> [Clip] {
        let decoder = JSONDecoder()
        var clips: [Clip] = []
        let lines = try content(of: list).split(separator: 0x0a, omittingEmptySubsequences: false).dropLast()
        for (index, line) in lines.enumerated() {
            let origin = Origin(file: list.path, line: index + 1)
            guard let record = try? decoder.decode(ClipRecord.self, from: Data(line)), record.frames > 0 else {
                throw .brokenLine(origin)
            }
            let audio = layout.root.appendingPathComponent(record.audio)
            guard RecordingPath.exists(audio) else { throw .clipMissing(origin, path: audio.path) }
            clips.append(
                Clip(
                    id: record.id, speaker: layout.speaker, text: record.text, language: record.language,
                    duration: record.duration, frames: record.frames, audio: audio, instruct: record.instruct))
        }
        return clips
    }

    private static func content(of file: URL) throws(CorpusError) -> Data {
        do {
            return try Data(contentsOf: file)
        } catch {
            throw .unreadable(path: file.path, reason: describe(error))
        }
    }
}
