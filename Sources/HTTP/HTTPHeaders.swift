/// The fields of a head, in their order; small and capital letters are the same in a name.
public struct HTTPHeaders: Sendable, Equatable {
    /// A field.
    public struct Field: Sendable, Equatable {
        /// The name, as it was written.
        public let name: String
        /// The value, without blanks around it.
        public let value: String
    }

    /// All fields.
    public private(set) var fields: [Field] = []

    /// No fields yet.
    public init() {}

    /// Fields in this order.
    public init(_ fields: [(String, String)]) {
        for (name, value) in fields { add(name: name, value: value) }
    }

    /// The values of all fields of a name.
    public subscript(name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// The value of the first field of a name.
    public func first(name: String) -> String? {
        fields.first { Self.isSame($0.name, name) }?.value
    }

    /// Adds a field, beside others of the same name.
    public mutating func add(name: String, value: String) { fields.append(Field(name: name, value: value)) }

    /// Adds all fields of others.
    public mutating func add(contentsOf others: HTTPHeaders) { fields += others.fields }

    /// Adds a field in place of others of the same name.
    public mutating func replaceOrAdd(name: String, value: String) {
        remove(name: name)
        add(name: name, value: value)
    }

    /// Removes all fields of a name.
    public mutating func remove(name: String) { fields.removeAll { Self.isSame($0.name, name) } }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Fields in this order; a name may occur more than once.
    public init(dictionaryLiteral fields: (String, String)...) { self.init(fields) }
}
