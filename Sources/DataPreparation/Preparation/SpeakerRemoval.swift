import Files
public import Foundation
package import SpeechDataset

/// Takes one speaker out of a dataset: shards, recordings of the voice, the card's part and the report's.
public struct SpeakerRemoval: Sendable {
    /// The speaker's name, which is the config's.
    public let speaker: String

    /// Names the speaker who goes.
    public init(_ speaker: String) { self.speaker = speaker }

    /// Takes the speaker out of a folder, in one step: whenever that is interrupted, the next run of this or of `prepare` finishes it.
    ///
    /// - Returns: the paths that are gone or changed.
    /// - Throws: `SpeechDatasetError.datasetMissing`, `.noCard`, `.noSuchConfig`, `.onlySpeaker`, `.locked`, `.cannotWrite`.
    public func run(in dataset: URL) throws -> [String] {
        let folder = WorkingFolder(dataset)
        let storage = LocalDataset(dataset)
        // Nothing is made in a folder that is no dataset.
        guard try storage.files().contains(DatasetCard.fileName) else {
            throw DataPreparationError.noCard(dataset: dataset.path)
        }
        let lock = try FolderLock.holding(folder)
        defer { withExtendedLifetime(lock) {} }
        let paths = try storage.files()
        guard var card = try DatasetCard(in: dataset) else { throw DataPreparationError.noCard(dataset: dataset.path) }
        let removed = try files(of: card, among: paths, in: dataset.path)
        var swap = DatasetSwap(removed: removed)
        card.drop(speaker)
        try stage(card.data, at: DatasetCard.fileName, in: folder, &swap)
        for (path, content) in try report(try? Data(contentsOf: dataset.appending(path: DatasetLayout.reportName)))
        where paths.contains(path) {
            try stage(content, at: path, in: folder, &swap)
        }
        var written = WrittenDataset(in: folder)
        if written.speakers.removeValue(forKey: speaker) != nil {
            try stage(try DatasetJSON.document(written), at: WorkingFolder.recordPath, in: folder, &swap)
        }
        try swap.commit(in: folder)
        try removeEmptyFolder(dataset.appending(path: speaker))
        try removeFolder(folder.clips(speaker).deletingLastPathComponent())
        return (swap.moved + swap.removed).filter { $0 != WorkingFolder.recordPath }.sorted()
    }

    /// The files that are the speaker's alone.
    package func files(of card: DatasetCard, among paths: [String], in dataset: String) throws -> [String] {
        let names = card.configs.map(\.name)
        guard names.contains(speaker) else {
            throw SpeechDatasetError.noSuchConfig(speaker, dataset: dataset, available: names)
        }
        guard names.count > 1 else { throw DataPreparationError.onlySpeaker(speaker, dataset: dataset) }
        let files = DatasetFiles(dataset: dataset, card: card, paths: paths.map { ($0, 0) }).files
        let others = Set(files.filter { $0.config != speaker }.map(\.path))
        let owner = DatasetOwner(configs: [speaker])
        let own = Set(files.filter { $0.config == speaker }.map(\.path))
        return paths.filter { (own.contains($0) || owner.owns($0)) && !others.contains($0) }.sorted()
    }

    /// The report and its page without the speaker; nothing where there is no report that can be read, or nothing of it in there.
    package func report(_ data: Data?) throws -> [(path: String, content: Data)] {
        guard let data, var report = try? JSONDecoder().decode(PreparationReport.self, from: data),
            report.speakers.contains(where: { $0.name == speaker })
        else { return [] }
        report.speakers.removeAll { $0.name == speaker }
        // Their lines are among the sums.
        report.sources = nil
        return [
            (DatasetLayout.reportName, try DatasetJSON.document(report)),
            (DatasetLayout.pageName, Data(ReportPage(report).html.utf8)),
        ]
    }

    private func stage(
        _ content: Data, at path: String, in folder: WorkingFolder, _ swap: inout DatasetSwap
    ) throws {
        let file = folder.incoming.appending(path: path)
        try DatasetJSON.makeFolder(file.deletingLastPathComponent())
        try AtomicFile.write(content, to: file)
        swap.moved.append(path)
    }

    private func removeEmptyFolder(_ folder: URL) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path), names.isEmpty else {
            return
        }
        try removeFolder(folder)
    }

    private func removeFolder(_ folder: URL) throws {
        guard FileState.isFolder(folder) else { return }
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            throw FileError.cannotWrite(path: folder.path, reason: SystemError.reason(of: error))
        }
    }
}
