import Audio
import Foundation
import Qwen3TTS

/// A file of texts, one a line, and the files that they become.
struct SpokenLines {
    struct Item {
        /// Counted from 1, empty lines too, as an editor shows it.
        let line: Int
        let text: String
        let url: URL
    }

    /// What is to be spoken.
    let pending: [Item]
    private let kept: Int
    private let folder: URL

    /// Reads the texts, and makes the folder.
    ///
    /// - Parameter resume: whether a text whose file is there is left out.
    init(_ file: URL, to folder: URL, resume: Bool) throws {
        let content: String
        do {
            content = try String(contentsOf: file, encoding: .utf8)
        } catch {
            throw SpokenLinesError.cannotRead(
                path: file.path, isThere: FileManager.default.fileExists(atPath: file.path))
        }
        let lines = content.split(omittingEmptySubsequences: false) { $0.isNewline }
        let items = lines.enumerated().filter { !$1.allSatisfy(\.isWhitespace) }.map { index, text in
            let number = String(index + 1)
            let name = String(repeating: "0", count: max(0, 4 - number.count)) + number
            return Item(line: index + 1, text: String(text), url: folder.appending(path: "\(name).wav"))
        }
        guard let last = items.last else { throw SpokenLinesError.noLine(path: file.path) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw SpokenLinesError.cannotMakeFolder(path: folder.path)
        }
        try AudioFile.checkWritable(last.url)
        pending = items.filter { !resume || !FileManager.default.fileExists(atPath: $0.url.path) }
        kept = items.count - pending.count
        self.folder = folder
    }

    /// Says where everything is.
    func report() {
        let note = kept > 0 ? " (\(kept) were there)" : ""
        ProgressLine().print("The files are in \(folder.path)\(note).")
    }
}

/// What is wrong with a file of lines.
enum SpokenLinesError: Error, Equatable, CustomStringConvertible {
    case cannotRead(path: String, isThere: Bool)
    case noLine(path: String)
    case cannotMakeFolder(path: String)

    var description: String {
        switch self {
        case .cannotRead(let path, true):
            "The file '\(path)' cannot be read as text in UTF-8. Save it in that encoding, one text a line."
        case .cannotRead(let path, false):
            "There is no file '\(path)'. Give --lines a text file with one text a line."
        case .noLine(let path):
            "The file '\(path)' has no line with a text: there is nothing to say."
        case .cannotMakeFolder(let path):
            "The folder '\(path)' cannot be made. Choose another place with --output."
        }
    }
}
