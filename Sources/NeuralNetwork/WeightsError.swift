/// How a checkpoint's parameters differ from what the model needs.
public enum WeightsError: Error, Equatable, CustomStringConvertible {
    /// A parameter of another shape.
    public struct Misshaped: Sendable, Equatable {
        /// The full name in the checkpoint.
        public let name: String
        /// The shape in the file.
        public let found: [Int]
        /// The shape that the model needs.
        public let expected: [Int]

        /// Records that the parameter `name` has the shape `found` instead of `expected`.
        public init(name: String, found: [Int], expected: [Int]) {
            self.name = name
            self.found = found
            self.expected = expected
        }
    }

    case doNotFit(path: String, missing: [String], misshaped: [Misshaped], surplus: [String])

    case notFinite(path: String, names: [String])

    /// All the differences, a line each, and what to do about them.
    public var description: String {
        switch self {
        case .notFinite(let path, let names):
            return "The weights in '\(path)' are not all numbers: '\(names[0])' has infinities or no numbers at all"
                + (names.count > 1 ? ", and so have \(names.count - 1) others" : "")
                + ". The file is damaged, or the training diverged: download or copy it again, or use an earlier checkpoint."
        case .doNotFit(let path, let missing, let misshaped, let surplus):
            var lines = ["The parameters in '\(path)' do not fit the model that its config.json describes:"]
            lines += misshaped.map {
                "  The parameter '\($0.name)' has the shape \($0.found), where the model needs \($0.expected)."
            }
            lines += missing.map { "  The parameter '\($0)' is missing." }
            lines += surplus.map { "  The parameter '\($0)' is not one of the model's." }
            lines.append("Use the config.json that came with these parameters, or download the checkpoint again.")
            return lines.joined(separator: "\n")
        }
    }
}
