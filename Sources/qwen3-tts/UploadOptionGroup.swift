import ArgumentParser
import DataPublishing
import Foundation
import Hub
import TrainingSettings

/// Whether and where a prepared dataset is uploaded.
struct UploadOptionGroup: ParsableArguments {
    @Flag(help: "Upload the dataset; without a source, what the folder has already. Only what changed is sent.")
    var upload = false
    @Option(help: "USER/NAME: the dataset of the Hub, which is made where it is not there (default: HF_DATASET_REPO).")
    var repoId: String?
    @Flag(name: .customLong("private"), help: "Let only you see a dataset that is new.") var isPrivate = false

    /// The repository; nil when nothing is to be uploaded.
    func repository(_ settings: Settings) throws -> Repository? {
        guard upload else { return nil }
        guard let text = repoId ?? settings.datasetRepository else {
            throw ValidationError("--upload needs --repo-id USER/NAME, or HF_DATASET_REPO.")
        }
        return try Self.repository(text, named: "--repo-id")
    }

    /// Reads `USER/NAME`.
    ///
    /// - Parameter name: what the message calls it.
    static func repository(_ text: String, named name: String) throws -> Repository {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let repository = Repository(.dataset, owner: parts[0], name: parts[1]) else {
            throw ValidationError("\(name) takes USER/NAME; found '\(text)'.")
        }
        return repository
    }

    /// Uploads a folder and says what comes of it.
    func run(
        _ folder: URL, to repository: Repository, isThere: Bool, with hub: HubClient, _ line: ProgressLine
    ) async throws {
        try await Self.run(
            DatasetUpload(folder), to: repository, isThere: isThere, isPrivate: isPrivate, with: hub, line)
    }

    /// Uploads a dataset and says what comes of it; of a new repository, who will see it.
    static func run(
        _ upload: DatasetUpload, to repository: Repository, isThere: Bool, isPrivate: Bool, with hub: HubClient,
        _ line: ProgressLine
    ) async throws {
        line.print(
            isThere ? "uploading to \(repository.id)" : "creating \(novelty(of: repository, isPrivate: isPrivate))")
        let hashing = WorkLine("hashing", .bytes(of: upload.folder.lastPathComponent), on: line)
        let work = WorkLine("uploading", .bytes(of: upload.folder.lastPathComponent), on: line)
        defer { work.close() }
        let outcome = try await upload.run(
            to: repository, isPrivate: isPrivate, with: hub, progress: { work.show($0) }, hashing: { hashing.show($0) })
        line.print(
            outcome.changed.isEmpty
                ? "Everything is in \(repository.id) already (commit \(outcome.commit))."
                : "\(outcome.changed.count) files are now in \(repository.id) (commit \(outcome.commit)), "
                    + "\(outcome.unchanged.count) were there already.")
    }

    /// A repository that is not there yet, and who will see it.
    static func novelty(of repository: Repository, isPrivate: Bool) -> String {
        isPrivate
            ? "the private dataset repository \(repository.id)"
            : "the PUBLIC dataset repository \(repository.id); --private keeps it to you"
    }
}
