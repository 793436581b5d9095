import Audio
import Files
import Foundation
import SpeechDataset

/// The text of a recording in a file of its own.
enum SidecarText {
    private static let suffixes = [".normalized.txt", ".original.txt", ".txt", ".lab"]

    /// The name of the recording that a text of this name belongs to, without extension; nil when it is no text.
    static func stem(_ name: String) -> String? {
        suffixes.first { name.lowercased().hasSuffix($0) }.map { String(name.dropLast($0.count)) }
    }

    /// What a recording's texts say alike; of LibriTTS's two, the normalised one, which is what is said.
    static func text(of files: [URL]) throws(LineFailure) -> String {
        let normalised = files.contains { $0.lastPathComponent.lowercased().hasSuffix(".normalized.txt") }
        let files = normalised ? files.filter { !$0.lastPathComponent.lowercased().hasSuffix(".original.txt") } : files
        var first: (file: URL, text: String)?
        for file in files {
            let text = try text(of: file)
            if let first, first.text != text {
                throw LineFailure(
                    .pairing(
                        .textsDiffer(first: first.file.lastPathComponent, second: file.lastPathComponent)))
            }
            first = first ?? (file, text)
        }
        return first?.text ?? ""
    }

    /// The words of a file, whose line ends mean nothing.
    private static func text(of file: URL) throws(LineFailure) -> String {
        let name = file.lastPathComponent
        let lines: [String]
        do {
            lines = try TextFile(file).lines().written.map { line throws(LineFailure) in
                try line.text().trimmingWhitespace()
            }
        } catch let failure as LineFailure {
            throw failure
        } catch DataPreparationError.otherEncoding {
            throw LineFailure(.notUTF8)
        } catch DataPreparationError.emptyTranscript {
            throw LineFailure(.pairing(.emptyText(file: name)))
        } catch {
            throw LineFailure(.recording(.unreadable(path: file.path, reason: SystemError.reason(of: error))))
        }
        // Times before a word are HTK's labels or Audacity's, and a label file of several lines has a phone on each.
        let hasTimes = lines.contains { $0.contains(/^[0-9.]+\s+[0-9.]+(\s|$)/) }
        guard !hasTimes, lines.count == 1 || FolderTree.fileExtension(name) != "lab" else {
            throw LineFailure(.pairing(.labels(file: name)))
        }
        return lines.joined(separator: " ")
    }
}
