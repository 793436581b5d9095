extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object; of two equal keys the later counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, later in later })
    }
}

extension JSONValue {
    /// A list of whole numbers.
    package static func integers(_ values: [Int]) -> JSONValue { .array(values.map(JSONValue.integer)) }

    /// An object of whole numbers.
    package static func integers(_ values: [String: Int]) -> JSONValue { .object(values.mapValues(JSONValue.integer)) }

    /// This object with the members of another, which win.
    package func overridden(by other: [String: JSONValue]) -> JSONValue {
        other.reduce(into: self) { $0[$1.key] = $1.value }
    }
}
