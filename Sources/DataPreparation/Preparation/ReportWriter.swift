import Files
import Foundation
import SpeechDataset

/// Writes `report.json` and `report.html`, also when no dataset comes of the work.
struct ReportWriter {
    var folder: WorkingFolder

    /// Where a report goes that this version cannot read.
    static let unreadName = "report.unread.json"

    /// Writes a report, with what the last one said of speakers who are in the dataset and were not prepared now, and notes in it those of whom
    /// none tells.
    func write(_ report: inout PreparationReport) throws {
        let file = folder.dataset.appendingPathComponent(DatasetLayout.reportName)
        let names = Set(report.speakers.map(\.name))
        let others = Set(WrittenDataset(in: folder).speakers.keys).subtracting(names)
        var whole = report
        var reason = "no report tells of them"
        if !others.isEmpty, FileState.isFile(file) {
            let data = try contents(of: file)
            do {
                let last = try JSONDecoder().decode(PreparationReport.self, from: data)
                whole.speakers += last.speakers.filter { others.contains($0.name) }.map(\.inPresentLayout)
            } catch {
                try data.write(to: folder.dataset.appendingPathComponent(Self.unreadName), options: .atomic)
                reason = "the last \(DatasetLayout.reportName) could not be read, and is kept as \(Self.unreadName)"
            }
        }
        let untold = others.subtracting(whole.speakers.map(\.name)).sorted()
        if !untold.isEmpty {
            let list =
                untold.count > 5
                ? "\(untold.prefix(5).joined(separator: ", ")) and \(untold.count - 5) more"
                : untold.joined(separator: ", ")
            whole.notes = ["The dataset has speakers who are not in this report, \(list): \(reason)"]
        }
        report.notes = whole.notes
        try DatasetJSON.writeIfChanged(try DatasetJSON.document(whole), to: file)
        try DatasetJSON.writeIfChanged(
            Data(ReportPage(whole).html.utf8), to: folder.dataset.appendingPathComponent(DatasetLayout.pageName))
    }

    /// - Throws: `FileError.unreadable`: a report that may not be read is not written over.
    private func contents(of file: URL) throws -> Data {
        var data = Data()
        let reader = try FileReader(file)
        while let piece = try reader.read() { data += piece }
        return data
    }
}

extension PreparationReport.Speaker {
    /// The speaker with the clips' paths of an earlier version as they are now.
    fileprivate var inPresentLayout: Self {
        let (old, new) = (
            "\(WorkingFolder.name)/\(name)/", "\(WorkingFolder.name)/\(WorkingFolder.speakersName)/\(name)/"
        )
        func moved(_ clip: String) -> String {
            clip.hasPrefix(old) && !clip.hasPrefix(new) ? new + clip.dropFirst(old.count) : clip
        }
        var speaker = self
        for index in rejections.indices { speaker.rejections[index].clip = rejections[index].clip.map(moved) }
        for index in warnings.indices { speaker.warnings[index].clip = warnings[index].clip.map(moved) }
        for index in extremes.indices { speaker.extremes[index].clip = moved(extremes[index].clip) }
        return speaker
    }
}
