import ArgumentParser
import Foundation
import Hub
import HubDatasets
import SpeechDataset

/// `qwen3-tts dataset list`: who speaks in a dataset, how much, and in which languages.
struct DatasetListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the speakers of a dataset, with their languages, hours and clips.",
        discussion: """
            Of a folder, lengths and languages are read from its Parquet files; of a dataset on the Hub they are what its \
            card says, and no recording is fetched.
            """)

    @Argument(help: "A folder, or USER/NAME[@REVISION] on the Hugging Face Hub.") var dataset: String
    @Flag(help: "Print a JSON array instead.") var json = false

    func run() async throws {
        let summary = try await summary()
        print(json ? try oneLineJSON(summary.speakers) : Self.table(summary))
    }

    private func summary() async throws -> DatasetSummary {
        switch DatasetPlace(dataset) {
        case .folder(let folder): return try DatasetSummary(of: LocalDataset(folder), readsColumns: true)
        case .repository(let repository, let revision):
            return try await DatasetPlace.asking(dataset) { hub in
                let remote = try await HubDataset(repository, revision: revision, with: hub)
                return try DatasetSummary(of: remote, readsColumns: false)
            }
        }
    }

    /// A line for each speaker and one for all; what nothing is known of is a dash.
    static func table(_ summary: DatasetSummary) -> String {
        let splits = summary.speakers.flatMap(\.splits).map(\.name).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let rows = summary.speakers.map { speaker in
            [
                speaker.name, speaker.languages.isEmpty ? "-" : speaker.languages.joined(separator: ", "),
                hours(speaker.hours),
            ]
                + splits.map { name in speaker.splits.first { $0.name == name }.map { "\($0.clips)" } ?? "-" }
        }
        let known = summary.speakers.compactMap(\.hours)
        let all =
            ["\(rows.count) speaker\(rows.count == 1 ? "" : "s")", ""]
            + [hours(known.count == rows.count ? known.reduce(0, +) : nil)]
            + splits.map { name in
                "\(summary.speakers.flatMap(\.splits).filter { $0.name == name }.reduce(0) { $0 + $1.clips })"
            }
        let cells = [["speaker", "language", "hours"] + splits] + rows + [all]
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column < 2 ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func hours(_ hours: Double?) -> String {
        hours.map { String(format: "%.2f", $0) } ?? "-"
    }
}
