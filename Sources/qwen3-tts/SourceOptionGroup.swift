import ArgumentParser
import DataPreparation
import Foundation
import Hub

/// What is prepared, and into which folder.
struct SourceOptionGroup: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: """
            NAME=PLACE, or PLACE alone to name the speaker after it. Give one for each speaker. A place is a folder, a file, \
            or a dataset of the Hub, as above.
            """)
    var source: [String] = []
    @Option(help: "A built-in speaker: hausa, english, or both. May be given several times.")
    var speaker: [String] = []
    @Option(name: [.short, .customLong("output-dir")], help: "The folder of the prepared dataset.")
    var outputDirectory = "prepared"

    /// The sources, in the order of the built-in speakers, then of the places.
    func sources() throws -> [SourceSpecification] {
        try speaker.flatMap(BuiltInSpeaker.parse).map(\.source)
            + source.map { argument in
                let source = try SourceSpecification(parsing: argument)
                try checkPresence(of: source, Self.place(argument))
                return source
            }
    }

    /// The error of a dataset that is named as a folder might be, with both readings.
    func explained(_ error: HubError) -> any Error {
        let names = source.map(Self.place).filter { Self.mayBeFolder($0) }
        let subject = names.first { name in
            if case .repositoryNotFound(let repository, _) = error { repository.id == name } else { true }
        }
        return subject.flatMap { MissingPlaceError(error, naming: $0) } ?? error
    }

    /// Refuses what is a folder's path for all that can be seen here, before the Hub is asked for a dataset of that name.
    private func checkPresence(of source: SourceSpecification, _ place: String) throws {
        guard let path = MissingPath(place) else { return }
        switch source.location {
        case .path where path.nearest != nil, .dataset where Self.mayBeFolder(place) && path.hasFolder:
            throw MissingPlaceError.noFolder(
                place, nearest: path.nearest, neighbours: path.neighbours, isHubName: Self.mayBeFolder(place))
        default: return
        }
    }

    /// Whether a place has the form `USER/NAME`, with neither config nor revision.
    private static func mayBeFolder(_ place: String) -> Bool {
        !place.contains { ":@".contains($0) } && HubDatasetSource.Name(place) != nil && MissingPath(place) != nil
    }

    /// What stands behind `NAME=`.
    private static func place(_ argument: String) -> String {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].contains("/") ? String(parts[1]) : argument
    }
}
