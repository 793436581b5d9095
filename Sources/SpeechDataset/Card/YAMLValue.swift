import Yams

/// A value of a card's header: only what writing it again needs, so that keys of others survive.
enum YAMLValue: Sendable, Equatable {
    case scalar(YAMLScalar)
    case sequence([YAMLValue])
    case mapping([YAMLEntry])

    /// A text, which is quoted where it would be read as something else.
    static func text(_ text: String) -> YAMLValue { .scalar(YAMLScalar(text: text, isPlain: false)) }
    /// A number.
    static func integer(_ value: Int64) -> YAMLValue { .scalar(YAMLScalar(text: "\(value)", isPlain: true)) }

    /// What it is where it is a single value.
    var text: String? { if case .scalar(let scalar) = self { scalar.text } else { nil } }
    var entries: [YAMLEntry]? { if case .mapping(let entries) = self { entries } else { nil } }
    var items: [YAMLValue]? { if case .sequence(let items) = self { items } else { nil } }

    /// The value of a key of a mapping.
    subscript(_ key: String) -> YAMLValue? { entries?.first { $0.key.text == key }?.value }
}

/// A single value.
struct YAMLScalar: Sendable, Equatable {
    var text: String
    /// Whether it stood without quotes, so that it may be a number or a truth value.
    var isPlain: Bool
}

/// A key with its value.
struct YAMLEntry: Sendable, Equatable {
    var key: YAMLScalar
    var value: YAMLValue

    init(_ key: String, _ value: YAMLValue) {
        self.key = YAMLScalar(text: key, isPlain: false)
        self.value = value
    }

    init(key: YAMLScalar, value: YAMLValue) {
        self.key = key
        self.value = value
    }
}

extension YAMLValue {
    /// What stops a header from being read, and the line of it, from 1.
    struct Fault: Error {
        var line: Int?
        var reason: String
    }

    /// A mapping's entries with the place of each key, both from 1.
    typealias Placed = [(entry: YAMLEntry, line: Int, column: Int)]

    /// The longest header that is read, in bytes.
    static let maximumSize = 1 << 24

    /// Reads the mapping that a header is; an empty one has no entries.
    ///
    /// Values that stand for others (`&name` and `*name`) are refused: a few lines of them can stand for more than any memory holds.
    static func entries(in yaml: String) throws(Fault) -> Placed {
        guard yaml.utf8.count <= maximumSize else {
            throw Fault(line: nil, reason: "it has \(yaml.utf8.count) bytes, where at most \(maximumSize) are read")
        }
        let anchors = YAMLAnchors(yaml)
        if anchors.mayBeThere, let (name, line) = try firstAnchor(in: anchors.textWithoutAliases) {
            throw Fault(line: line, reason: "the anchor '&\(name)' is not read: write its value out wherever it stands")
        }
        let node = try reading { try compose(yaml: yaml) }
        guard let node, node.null == nil || node.mapping != nil else { return [] }
        guard let mapping = node.mapping else { throw Fault(line: 1, reason: "there are no keys") }
        var placed: Placed = []
        for (key, value) in mapping {
            let scalar = try scalar(key)
            placed.append(
                (
                    YAMLEntry(key: scalar, value: try self.init(value)), key.mark?.line ?? 1,
                    key.mark?.column ?? 1
                ))
        }
        return placed
    }

    private static func firstAnchor(in yaml: String) throws(Fault) -> (name: String, line: Int?)? {
        try reading {
            let parser = try Parser(yaml: yaml)
            let root = try parser.singleRoot()
            // Nodes know their anchors only as long as their parser lives.
            return withExtendedLifetime(parser) { root?.firstAnchor }
        }
    }

    private static func reading<Value>(_ work: () throws -> Value) throws(Fault) -> Value {
        do {
            return try work()
        } catch let error as YamlError {
            throw Fault(error)
        } catch {
            throw Fault(line: nil, reason: "\(error)")
        }
    }

    private init(_ node: Node) throws(Fault) {
        switch node {
        case .scalar: self = .scalar(try Self.scalar(node))
        case .sequence(let sequence):
            var items: [YAMLValue] = []
            for item in sequence { items.append(try YAMLValue(item)) }
            self = .sequence(items)
        case .mapping(let mapping):
            var entries: [YAMLEntry] = []
            for (key, value) in mapping {
                entries.append(YAMLEntry(key: try Self.scalar(key), value: try YAMLValue(value)))
            }
            self = .mapping(entries)
        case .alias: throw Fault(line: node.mark?.line, reason: "there is an alias")
        }
    }

    private static func scalar(_ node: Node) throws(Fault) -> YAMLScalar {
        guard case .scalar(let scalar) = node else {
            throw Fault(line: node.mark?.line, reason: "a key is no single value")
        }
        return YAMLScalar(text: scalar.string, isPlain: scalar.style == .plain)
    }
}

extension YAMLValue.Fault {
    fileprivate init(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(line: mark.line, reason: problem)
        case .duplicatedKeysInMapping(let keys, let context):
            self.init(line: context.mark.line, reason: "a key is there twice (\(keys.joined(separator: ", ")))")
        case .reader(let problem, _, _, _): self.init(line: nil, reason: problem)
        default: self.init(line: nil, reason: "\(error)")
        }
    }
}
