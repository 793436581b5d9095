import Foundation
import SpeechDataset

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
            recording: .file(resolve(try required(names.audio)).path), text: try text(names),
            language: try optional(names.language), speaker: try optional(names.speaker),
            reference: try optional(names.reference).map(resolve), instruct: try optional(names.instruct))
    }

    /// What is said, which several fields must agree on.
    private func text(_ names: TranscriptFields) throws(LineFailure) -> String {
        let text = try required(names.text)
        for name in names.text.compactMap({ field([$0]) }) {
            let other = try self.text(of: name)
            guard TextAgreement.disagreement(among: [text, other]) == nil else {
                throw LineFailure(.textsDisagree(fields: [field(names.text) ?? "", name], texts: [text, other]))
            }
        }
        return text
    }

    private func required(_ names: [String]) throws(LineFailure) -> String {
        guard let name = field(names) else {
            throw LineFailure(.lacksField(expected: Array(names.prefix(5)), found: fields.keys.sorted()))
        }
        let text = try text(of: name)
        guard !text.isEmpty else { throw LineFailure(.emptyField(name)) }
        return text
    }

    private func optional(_ names: [String]) throws(LineFailure) -> String? {
        guard let name = field(names) else { return nil }
        let text = try text(of: name)
        return text.isEmpty ? nil : text
    }

    /// The field with the first of the names, in whatever spelling.
    private func field(_ names: [String]) -> String? {
        if let name = names.first(where: { fields[$0] != nil }) { return name }
        let keys = Dictionary(fields.keys.map { (TranscriptFields.key($0), $0) }) { min($0, $1) }
        return names.lazy.compactMap { keys[TranscriptFields.key($0)] }.first
    }

    private func text(of name: String) throws(LineFailure) -> String {
        switch fields[name] {
        case .text(let text): text.trimmingWhitespace()
        case .other(let found): throw LineFailure(.notText(field: name, found: found))
        case nil: ""
        }
    }
}
