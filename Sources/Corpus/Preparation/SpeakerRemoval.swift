import Files
public import Foundation
public import Hub

/// Takes one speaker out of a dataset, here or on the Hub: shards, recordings of the voice, the card's part and the report's.
public struct SpeakerRemoval: Sendable {
    /// The speaker's name, which is the config's.
    public let speaker: String

    /// Names the speaker who goes.
    public init(_ speaker: String) { self.speaker = speaker }

    /// Takes the speaker out of a folder, in one step: whenever that is interrupted, the next run of this or of `prepare` finishes it.
    ///
    /// - Returns: the paths that are gone or changed.
    /// - Throws: `CorpusError.datasetMissing`, `.noCard`, `.noSuchConfig`, `.onlySpeaker`, `.locked`, `.cannotWrite`.
    public func run(in dataset: URL) throws -> [String] {
        let folder = WorkingFolder(dataset)
        let storage = LocalDataset(dataset)
        // Nothing is made in a folder that is no dataset.
        guard try storage.files().contains(DatasetCard.fileName) else {
            throw CorpusError.noCard(dataset: dataset.path)
        }
        let lock = try FolderLock.holding(folder)
        defer { withExtendedLifetime(lock) {} }
        let paths = try storage.files()
        guard var card = try DatasetCard(in: dataset) else { throw CorpusError.noCard(dataset: dataset.path) }
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

    /// Takes the speaker out of a dataset of the Hub, in one commit.
    ///
    /// - Returns: what the commit did.
    /// - Throws: `HubError`, `CorpusError.noCard`, `.noSuchConfig`, `.onlySpeaker`.
    public func run(on repository: Repository, with client: HubClient) async throws -> UploadOutcome {
        let there = try await client.listing(of: repository)
        let paths = there.files.map(\.path)
        guard paths.contains(DatasetCard.fileName) else { throw CorpusError.noCard(dataset: repository.id) }
        let file = try await client.file(DatasetCard.fileName, of: repository, revision: there.commit)
        let source = "\(DatasetCard.fileName) of \(repository.id)"
        let card = try DatasetCard(Data(contentsOf: file), source: source)
        let removed = try files(of: card, among: paths, in: repository.id)
        var uploads = [
            Upload(
                DatasetCard.fileName,
                .merged { current in
                    var card = try DatasetCard(current ?? Data(), source: source)
                    card.drop(speaker, repository: repository.id)
                    return card.data
                })
        ]
        if paths.contains(DatasetLayout.reportName) {
            let known = try await client.file(DatasetLayout.reportName, of: repository, revision: there.commit)
            for (path, content) in try report(Data(contentsOf: known)) where paths.contains(path) {
                uploads.append(Upload(path, .bytes(content)))
            }
        }
        return try await client.upload(
            uploads, deleting: removed, to: repository, message: "Remove \(speaker)")
    }

    /// The files that are the speaker's alone.
    private func files(of card: DatasetCard, among paths: [String], in dataset: String) throws(CorpusError) -> [String]
    {
        let names = card.configs.map(\.name)
        guard names.contains(speaker) else {
            throw .noSuchConfig(speaker, dataset: dataset, available: names)
        }
        guard names.count > 1 else { throw .onlySpeaker(speaker, dataset: dataset) }
        let files = DatasetFiles(dataset: dataset, card: card, paths: paths.map { ($0, 0) }).files
        let others = Set(files.filter { $0.config != speaker }.map(\.path))
        let owner = DatasetOwner(configs: [speaker])
        let own = Set(files.filter { $0.config == speaker }.map(\.path))
        return paths.filter { (own.contains($0) || owner.owns($0)) && !others.contains($0) }.sorted()
    }

    /// The report and its page without the speaker; nothing where there is no report that can be read, or nothing of it in there.
    private func report(_ data: Data?) throws(CorpusError) -> [(path: String, content: Data)] {
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
    ) throws(CorpusError) {
        let file = folder.incoming.appending(path: path)
        try DatasetJSON.makeFolder(file.deletingLastPathComponent())
        try reporting { () throws(FileError) in try AtomicFile.write(content, to: file) }
        swap.moved.append(path)
    }

    private func removeEmptyFolder(_ folder: URL) throws(CorpusError) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path), names.isEmpty else {
            return
        }
        try removeFolder(folder)
    }

    private func removeFolder(_ folder: URL) throws(CorpusError) {
        guard RecordingPath.isFolder(folder) else { return }
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            throw .cannotWrite(path: folder.path, reason: describe(error))
        }
    }
}
