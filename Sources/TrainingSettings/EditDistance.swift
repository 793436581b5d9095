/// The one of `candidates` that takes the fewest edits to reach, or `nil` if none is within about a third of the word's length.
public func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    candidates.map { ($0, editDistance(word.uppercased(), $0.uppercased())) }
        .filter { $0.1 <= max(1, (word.count + 1) / 3) }
        .min { $0.1 < $1.1 }?.0
}

/// The number of characters to insert, delete or replace.
///
/// Reference: Levenshtein 1966; Wagner and Fischer 1974, by rows.
func editDistance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (i, a) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, b) in second.enumerated() {
            let replaced = diagonal + (a == b ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
        }
    }
    return row[second.count]
}
