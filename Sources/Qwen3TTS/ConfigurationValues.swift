/// The values of a JSON object, read with a default for each absent key.
struct ConfigurationValues<Key: CodingKey> {
    let container: KeyedDecodingContainer<Key>

    init(_ decoder: any Decoder) throws {
        container = try decoder.container(keyedBy: Key.self)
    }

    /// The value of `key`, or `fallback` where it is absent or null.
    func value<Value: Decodable>(_ key: Key, default fallback: Value) throws -> Value {
        try container.decodeIfPresent(Value.self, forKey: key) ?? fallback
    }

    /// A whole number above zero.
    func positive(_ key: Key, default fallback: Int) throws -> Int {
        let value = try value(key, default: fallback)
        guard value > 0 else { throw impossible(key, "it is \(value), and has to be above zero") }
        return value
    }

    /// A list of whole numbers above zero.
    func positives(_ key: Key, default fallback: [Int]) throws -> [Int] {
        let values = try value(key, default: fallback)
        guard !values.isEmpty, values.allSatisfy({ $0 > 0 }) else {
            throw impossible(key, "it is \(values), and has to be a list of numbers above zero")
        }
        return values
    }

    /// Checks a value that this program knows only one version of.
    func only<Value: Decodable & Equatable>(_ supported: Value, _ key: Key) throws {
        let value = try value(key, default: supported)
        guard value == supported else { throw impossible(key, "it is \(value), and only \(supported) is supported") }
    }

    /// An error that names `key` by its path from the file's root.
    func impossible(_ key: Key, _ reason: String) -> ImpossibleValue {
        let path = (container.codingPath + [key]).map(\.stringValue)
        return ImpossibleValue(key: path.joined(separator: "."), reason: reason)
    }
}
