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

    /// A whole number within a range, which keeps products of sizes from overflowing.
    func number(_ key: Key, default fallback: Int, in range: ClosedRange<Int> = 1...1 << 24) throws -> Int {
        let value = try value(key, default: fallback)
        guard range.contains(value) else {
            throw impossible(key, "it is \(value), and has to be between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    /// A number above zero.
    func positive(_ key: Key, default fallback: Double) throws -> Double {
        let value = try value(key, default: fallback)
        guard value > 0, value.isFinite else { throw impossible(key, "it is \(value), and has to be above zero") }
        return value
    }

    /// A list of one to sixteen whole numbers above zero.
    func numbers(_ key: Key, default fallback: [Int]) throws -> [Int] {
        let values = try value(key, default: fallback)
        guard (1...16).contains(values.count), values.allSatisfy({ (1...1 << 24).contains($0) }) else {
            throw impossible(key, "it is \(values), and has to be a list of 1 to 16 numbers between 1 and \(1 << 24)")
        }
        return values
    }

    /// Such a list of factors.
    func factors(_ key: Key, default fallback: [Int]) throws -> [Int] {
        let values = try numbers(key, default: fallback)
        guard values.reduce(1.0, { $0 * Double($1) }) <= 1e6 else {
            throw impossible(key, "it is \(values), and its product has to be at most 1000000")
        }
        return values
    }

    /// The width of an attention's head, which rotary positions halve: what is given, or hidden / heads.
    func headDimension(_ key: Key, hidden: Int, heads: Int) throws -> Int? {
        let given = try container.decodeIfPresent(Int.self, forKey: key)
        let width = given ?? hidden / heads
        guard (2...1 << 24).contains(width), width % 2 == 0 else {
            throw impossible(key, "it is \(width), and has to be even and above zero")
        }
        return given
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
