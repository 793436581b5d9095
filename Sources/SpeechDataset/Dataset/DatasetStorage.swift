public import Foundation
public import Parquet

/// Where a dataset's files lie.
public protocol DatasetStorage: Sendable {
    /// How messages name the dataset: a path, or a repository.
    var name: String { get }

    /// The paths of all files, relative to the dataset.
    func files() throws -> [String]

    /// A small file, such as README.md or a reference recording.
    func content(of path: String) throws -> Data

    /// Opens a Parquet file, whose footer is read.
    func parquet(_ path: String) throws -> ParquetFile

    /// What changes when the file does; to have it costs little.
    func version(of path: String) throws -> String
}
