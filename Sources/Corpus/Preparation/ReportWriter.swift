import Foundation

/// Writes `report.json` and `report.html`, also when no dataset comes of the work.
struct ReportWriter {
    var folder: WorkingFolder

    /// Writes a report, with what the last one said of speakers who are in the dataset and were not prepared now.
    func write(_ report: PreparationReport) throws(CorpusError) {
        let file = folder.dataset.appendingPathComponent(DatasetLayout.reportName)
        var whole = report
        let names = Set(report.speakers.map(\.name))
        let written = WrittenDataset(in: folder)
        if let data = try? Data(contentsOf: file),
            let last = try? JSONDecoder().decode(PreparationReport.self, from: data)
        {
            whole.speakers += last.speakers.filter { !names.contains($0.name) && written.speakers[$0.name] != nil }
        }
        try DatasetJSON.writeIfChanged(try DatasetJSON.document(whole), to: file)
        try DatasetJSON.writeIfChanged(
            Data(ReportPage(whole).html.utf8), to: folder.dataset.appendingPathComponent(DatasetLayout.pageName))
    }
}
