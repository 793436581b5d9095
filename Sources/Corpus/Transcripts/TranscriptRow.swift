import Foundation

/// The fields of one line of a transcript, by name, from whatever format.
struct TranscriptRow {
    /// What a field can hold.
    enum Value {
        case text(String)
        /// Not a text; the words describe it for an error.
        case other(String)
    }

    var fields: [String: Value]

    /// Reads the fields that we know.
    func transcript(_ names: TranscriptFields, resolve: (String) -> URL) throws(LineFailure) -> SourceLine.Transcript {
        SourceLine.Transcript(
            recording: .file(resolve(try required(names.audio)).path), text: try required(names.text),
            language: try optional(names.language), speaker: try optional(names.speaker),
            reference: try optional(names.reference).map(resolve), instruct: try optional(names.instruct))
    }

    /// Reads the fields that we know, apart from the recording and its paths.
    func transcript(_ names: TranscriptFields, of recording: Recording) throws(LineFailure) -> SourceLine.Transcript {
        SourceLine.Transcript(
            recording: recording, text: try required(names.text), language: try optional(names.language),
            speaker: names.namesSpeaker ? try optional(names.speaker) : nil, instruct: try optional(names.instruct))
    }

    private func required(_ names: [String]) throws(LineFailure) -> String {
        guard let name = names.first(where: { fields[$0] != nil }) else {
            throw LineFailure(.lacksField(expected: names, found: fields.keys.sorted()))
        }
        let text = try text(of: name)
        guard !text.isEmpty else { throw LineFailure(.emptyField(name)) }
        return text
    }

    private func optional(_ names: [String]) throws(LineFailure) -> String? {
        guard let name = names.first(where: { fields[$0] != nil }) else { return nil }
        let text = try text(of: name)
        return text.isEmpty ? nil : text
    }

    private func text(of name: String) throws(LineFailure) -> String {
        switch fields[name] {
        case .text(let text): text.trimmingWhitespace()
        case .other(let found): throw LineFailure(.notText(field: name, found: found))
        case nil: ""
        }
    }
}
