public import Foundation

/// What is wrong with a checkpoint's configuration file.
public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
    case missingFile(path: String)
    case unreadable(path: String, reason: String)
    case notJSON(path: String)
    /// `key` is the dotted path of the key from the file's root.
    case lacksKey(path: String, key: String)
    /// A value of another kind; an empty `key` is the whole file.
    case wrongType(path: String, key: String, expected: String)
    /// A value of the right kind that the model cannot have, for a reason that completes "The key … : …".
    case impossible(path: String, key: String, reason: String)

    /// What is wrong, where, and what to do about it.
    public var description: String {
        switch self {
        case .missingFile(let path):
            "The configuration '\(path)' is missing. Give the folder of a complete checkpoint, or download it again."
        case .unreadable(let path, let reason):
            "The configuration '\(path)' cannot be read: \(reason)."
        case .notJSON(let path):
            "The configuration '\(path)' is not valid JSON. Correct it, or download the checkpoint again."
        case .lacksKey(let path, let key):
            "The configuration '\(path)' lacks the key '\(key)'. Use the file that came with the checkpoint."
        case .wrongType(let path, "", let expected):
            "The configuration '\(path)' should hold \(expected). Use the file that came with the checkpoint."
        case .wrongType(let path, let key, let expected):
            "The key '\(key)' in the configuration '\(path)' should be \(expected)."
        case .impossible(let path, let key, let reason):
            "The key '\(key)' in the configuration '\(path)' cannot be used: \(reason)."
        }
    }
}

/// A value of a configuration that a `Decodable` refuses, whose file `readConfiguration` adds.
public struct ImpossibleValue: Error {
    let key: String
    let reason: String

    /// - Parameter reason: completes "The key … cannot be used: …".
    public init(key: String, reason: String) {
        self.key = key
        self.reason = reason
    }
}

/// Reads a JSON configuration.
///
/// - Throws: `ConfigurationError`, which names the file and the key.
public func readConfiguration<T: Decodable>(_ type: T.Type, from url: URL) throws(ConfigurationError) -> T {
    let path = url.path
    guard FileManager.default.fileExists(atPath: path) else { throw .missingFile(path: path) }
    let data: Data
    do {
        data = try Data(contentsOf: url)
    } catch {
        throw .unreadable(path: path, reason: error.localizedDescription)
    }
    do {
        return try JSONDecoder().decode(type, from: data)
    } catch let error as ImpossibleValue {
        throw .impossible(path: path, key: error.key, reason: error.reason)
    } catch DecodingError.keyNotFound(let key, let context) {
        throw .lacksKey(path: path, key: dotted(context.codingPath + [key]))
    } catch DecodingError.typeMismatch(let expected, let context) {
        throw .wrongType(path: path, key: dotted(context.codingPath), expected: name(of: expected))
    } catch DecodingError.valueNotFound(let expected, let context) {
        throw .wrongType(path: path, key: dotted(context.codingPath), expected: name(of: expected))
    } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
        throw .impossible(path: path, key: dotted(context.codingPath), reason: context.debugDescription)
    } catch {
        throw .notJSON(path: path)
    }
}

/// The path as it is written in code, such as `talker_config.layers[2].width`.
private func dotted(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
        if let index = key.intValue {
            text += "[\(index)]"
        } else {
            text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
        }
    }
}

private func name(of type: Any.Type) -> String {
    switch type {
    case is Int.Type: "a whole number"
    case is Double.Type, is Float.Type: "a number"
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is any ListLike.Type: "a list"
    default: "an object"
    }
}

private protocol ListLike {}
extension Array: ListLike {}
