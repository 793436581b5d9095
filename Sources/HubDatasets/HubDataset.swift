import Dispatch
import Files
public import Foundation
public import Hub
public import Parquet
public import SpeechDataset
import Synchronization

/// A dataset of the Hub at a commit, of which parts are read as they are needed.
public struct HubDataset: DatasetStorage {
    private let client: HubClient
    private let repository: Repository
    private let listing: HubListing
    /// The card, where it has been fetched.
    private var card: URL?

    /// Asks the Hub what files there are.
    ///
    /// - Throws: `HubError`.
    public init(_ repository: Repository, revision: String = "main", with client: HubClient) async throws {
        self.client = client
        self.repository = repository
        listing = try await client.listing(of: repository, revision: revision)
    }

    /// The repository.
    public var name: String { repository.id }

    /// The commit that everything is read from.
    public var commit: String { listing.commit }

    /// The files that training on these speakers needs; on all, without names.
    ///
    /// - Throws: `HubError`, and `HubDatasetsError` when it is no dataset, or lacks speakers or files.
    public func paths(speakers: [String]) async throws -> [String] {
        var fixed = self
        if listing.files.contains(where: { $0.path == DatasetCard.fileName }) {
            let file = try await client.file(DatasetCard.fileName, of: repository, revision: listing.commit)
            fixed.card = file
        }
        let dataset = try PreparedDataset.open(fixed).select(speakers: speakers)
        return (fixed.card == nil ? [] : [DatasetCard.fileName])
            + dataset.speakers.flatMap { $0.train + $0.validation + $0.references }
    }

    /// The paths of all files at the commit.
    public func files() throws -> [String] { listing.files.map(\.path).sorted() }

    /// Fetches the file into the cache of the Hub's clients.
    public func content(of path: String) throws -> Data {
        let (client, repository, commit) = (client, repository, listing.commit)
        let known = path == DatasetCard.fileName ? card : nil
        let file = try known ?? waiting { try await client.file(path, of: repository, revision: commit) }
        do {
            return try Data(contentsOf: file)
        } catch {
            throw FileError.unreadable(path: file.path, reason: SystemError.reason(of: error))
        }
    }

    /// Opens a file of the cache, or else one whose parts are fetched as they are read.
    public func parquet(_ path: String) throws -> ParquetFile {
        if let file = client.cachedFile(path, of: repository, at: listing.commit) { return try ParquetFile(file) }
        guard let file = listing.files.first(where: { $0.path == path }) else {
            throw FileError.unreadable(path: "\(name)/\(path)", reason: "there is no such file")
        }
        return try ParquetFile(
            HubBytes(file: client.rangedFile(file, of: repository, at: listing.commit), name: "\(name)/\(path)"))
    }

    /// A commit never changes.
    public func version(of path: String) -> String { listing.commit }
}

/// The bytes of a file of the Hub, for readers that wait.
private struct HubBytes: ByteSource {
    let file: RangedFile
    let name: String

    var size: Int64 { file.size }
    /// Each call waits for a server.
    var readSize: Int { 8 << 20 }
    var isRemote: Bool { true }

    func read(_ range: Range<Int64>) throws -> Data { try waiting { [file] in try await file.read(range) } }
}

/// Waits for work on other threads; not to be called by a task.
private func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let answer = Answer<Value>()
    Task.detached {
        do {
            answer.give(.success(try await work()))
        } catch {
            answer.give(.failure(error))
        }
    }
    return try answer.take()
}

private final class Answer<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func give(_ result: Result<Value, any Error>) {
        self.result.withLock { $0 = result }
        isThere.signal()
    }

    func take() throws -> Value {
        isThere.wait()
        guard let result = result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}
