import DataPreparation
import Files
import Foundation
import Hub
import SpeechDataset

/// The report of a dataset as others may see it: without the folders of its owner's machine, the texts of what was left out, and players of
/// clips that stay here.
struct PublishedReport {
    /// The names of its two files.
    static let names = [DatasetLayout.reportName, DatasetLayout.pageName]

    private let report: PreparationReport

    /// Reads the report of a folder; nil where there is none, or another version wrote it.
    ///
    /// - Parameter paths: what is uploaded besides.
    init?(in folder: URL, beside paths: Set<String>) throws {
        let file = folder.appendingPathComponent(DatasetLayout.reportName)
        guard FileState.isFile(file) else { return nil }
        do {
            let data = try Data(contentsOf: file)
            guard let whole = try? JSONDecoder().decode(PreparationReport.self, from: data) else { return nil }
            report = whole.published(beside: paths)
        } catch {
            throw FileError.unreadable(path: file.path, reason: SystemError.reason(of: error))
        }
    }

    /// Both files.
    var uploads: [Upload] {
        get throws {
            [
                Upload(DatasetLayout.reportName, .bytes(try DatasetJSON.document(report))),
                Upload(DatasetLayout.pageName, .bytes(Data(ReportPage(report).html.utf8))),
            ]
        }
    }
}

extension PreparationReport {
    fileprivate func published(beside paths: Set<String>) -> PreparationReport {
        var report = self
        report.speakers = speakers.map { $0.published(beside: paths) }
        return report
    }
}

extension PreparationReport.Speaker {
    fileprivate func published(beside paths: Set<String>) -> Self {
        var speaker = self
        speaker.rejections = rejections.map { $0.published(beside: paths, isKept: false) }
        speaker.warnings = warnings.map { $0.published(beside: paths, isKept: true) }
        speaker.extremes = extremes.map { extreme in
            var extreme = extreme
            extreme.file = baseName(extreme.file)
            if !paths.contains(extreme.clip) { extreme.clip = "" }
            return extreme
        }
        speaker.references = references.map { note in
            var note = note
            if note.origin != .chosen { note.detail = baseName(note.detail) }
            return note
        }
        return speaker
    }
}

extension Rejection {
    /// - Parameter isKept: whether the clip is in the dataset, so that everybody may read its text.
    fileprivate func published(beside paths: Set<String>, isKept: Bool) -> Rejection {
        Rejection(
            origin: Origin(file: baseName(file), line: line), reason: reason,
            detail: isKept ? withoutPaths(detail) : "",
            text: isKept ? text : nil, clip: clip.flatMap { paths.contains($0) ? $0 : nil })
    }
}

/// A path's last part.
private func baseName(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

/// A text, unless it may name a folder.
private func withoutPaths(_ text: String) -> String { text.contains("/") ? "" : text }
