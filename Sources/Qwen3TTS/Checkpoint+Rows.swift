import Foundation

extension Checkpoint {
    /// Rows of the codec embedding for speakers, and the rows that already belong to somebody.
    ///
    /// Names are lower-case, since the official package looks them up so. A name that has a row keeps it; the others
    /// get free rows in alphabetical order, from 3000 (as the official script uses) or its counterpart upwards.
    ///
    /// - Throws: `CheckpointError.noFreeRow` when there are more names than rows.
    public func rows(forSpeakers names: [String]) throws(CheckpointError) -> [String: Int] {
        var used = usedRows
        var rows: [String: Int] = [:]
        // 3000 of 3072 in the real models: 952 after the codes.
        let codes = configuration.talker.codePredictor.vocabulary
        let candidates = Array(codes + 952..<configuration.talker.vocabulary) + Array(codes + 200..<codes + 952)
        for name in names.sorted() {
            if let row = configuration.talker.speakers[name]?.index {
                rows[name] = row
                continue
            }
            rows[name] = try takeRow(for: name, among: candidates, &used)
        }
        return rows
    }

    /// Rows for languages that the checkpoint does not know, among the tags' rows.
    public func rows(forNewLanguages names: [String]) throws(CheckpointError) -> [String: Int] {
        var used = usedRows
        var rows: [String: Int] = [:]
        let codes = configuration.talker.codePredictor.vocabulary
        for name in names.sorted() where configuration.talker.languages[name] == nil {
            rows[name] = try takeRow(for: name, among: Array(codes + 30..<codes + 100), &used)
        }
        return rows
    }

    private func takeRow(
        for name: String, among candidates: [Int], _ used: inout Set<Int>
    ) throws(CheckpointError) -> Int {
        let free = candidates.first { $0 < configuration.talker.vocabulary && !used.contains($0) }
        guard let free else { throw .noFreeRow(name: name, path: url.path, used: used.count) }
        used.insert(free)
        return free
    }

    /// Codes, control tokens, languages and speakers.
    private var usedRows: Set<Int> {
        let talker = configuration.talker
        var used = Set(0..<talker.codePredictor.vocabulary)
        used.formUnion([
            talker.codecPad, talker.codecBOS, talker.codecEOS, talker.think, talker.noThink, talker.thinkBOS,
            talker.thinkEOS,
        ])
        used.formUnion(talker.languages.values)
        used.formUnion(talker.speakers.values.map(\.index))
        return used
    }
}
