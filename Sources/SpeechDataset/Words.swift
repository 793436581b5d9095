/// A number of things: `1 file`, `2 files`.
package func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

/// Names one after the other, or `none`.
package func listed(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
