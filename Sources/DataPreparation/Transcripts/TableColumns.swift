import Foundation
import SpeechDataset

/// Which column of a table holds what.
struct TableColumns {
    /// What the table was read as, for people.
    var title: String
    var audio: Int
    var text: Int
    /// The text with numbers written out, which counts where there is one.
    var normalised: Int?
    var language: Int?
    var speaker: Int?
    var reference: Int?
    var instruct: Int?
    /// The names as the file spells them; none where it has no header.
    var names: [String]
    /// How many columns every row must have.
    var width: Int

    /// What a row says.
    ///
    /// - Throws: what is wrong with the row.
    func transcript(_ fields: [String], _ recordings: TableRecordings) throws(LineFailure) -> SourceLine.Transcript {
        guard fields.count >= width else { throw LineFailure(.tooFewColumns(expected: width, found: fields.count)) }
        guard fields.count <= width else { throw LineFailure(.tooManyColumns(expected: width, found: fields.count)) }
        let path = try required(audio, in: fields)
        let spoken =
            if let written = optional(normalised, in: fields) { written } else { try required(text, in: fields) }
        return SourceLine.Transcript(
            recording: try segment(fields).recording(in: try recordings.recording(path).path), text: spoken,
            language: optional(language, in: fields), speaker: optional(speaker, in: fields),
            reference: try optional(reference, in: fields).map(recordings.recording),
            instruct: optional(instruct, in: fields))
    }

    /// The columns that may say which part of a file is meant, by their names.
    private func segment(_ fields: [String]) -> SegmentFields {
        SegmentFields(Dictionary(zip(names, fields)) { first, _ in first })
    }

    private func required(_ column: Int, in fields: [String]) throws(LineFailure) -> String {
        guard let text = optional(column, in: fields) else {
            throw LineFailure(names.isEmpty ? .emptyColumn(column + 1) : .emptyField(names[column]))
        }
        return text
    }

    private func optional(_ column: Int?, in fields: [String]) -> String? {
        let text = column.map { fields[$0].trimmingWhitespace() } ?? ""
        return text.isEmpty ? nil : text
    }
}
