import Foundation
import SpeechDataset

/// Writes `report.json` and `report.html`, also when no dataset comes of the work.
struct ReportWriter {
    var folder: WorkingFolder

    /// Writes a report, with what the last one said of speakers who are in the dataset and were not prepared now.
    func write(_ report: PreparationReport) throws {
        let file = folder.dataset.appendingPathComponent(DatasetLayout.reportName)
        var whole = report
        let names = Set(report.speakers.map(\.name))
        let written = WrittenDataset(in: folder)
        if let data = try? Data(contentsOf: file),
            let last = try? JSONDecoder().decode(PreparationReport.self, from: data)
        {
            whole.speakers += last.speakers.filter { !names.contains($0.name) && written.speakers[$0.name] != nil }
                .map(\.inPresentLayout)
        }
        try DatasetJSON.writeIfChanged(try DatasetJSON.document(whole), to: file)
        try DatasetJSON.writeIfChanged(
            Data(ReportPage(whole).html.utf8), to: folder.dataset.appendingPathComponent(DatasetLayout.pageName))
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
