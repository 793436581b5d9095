public import Foundation
public import HTTP

/// A whole request.
public struct ServedRequest: Sendable {
    /// `GET`, `HEAD`, ...
    public var method: HTTPMethod
    /// The path and the query as they came.
    public var uri: String
    /// The headers.
    public var headers: HTTPHeaders
    /// The body.
    public var body = Data()

    /// The parts of the path, decoded one by one.
    public var path: [String] {
        uri.prefix { $0 != "?" }.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }

    /// The fields of the query; of those with the same name the last.
    public var query: [String: String] {
        guard let start = uri.firstIndex(of: "?") else { return [:] }
        return Self.form(String(uri[uri.index(after: start)...])).reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    /// The path alone, as it came.
    var barePath: String { String(uri.prefix { $0 != "?" }) }

    /// The body as a JSON object.
    var object: [String: Any]? { Self.object(body) }

    func header(_ name: String) -> String? { headers.first(name: name) }

    /// The content type without its parameters.
    var contentType: String? { header("content-type").map { String($0.prefix { $0 != ";" }) } }

    /// Whether Python's client asks.
    var isPython: Bool { header("user-agent")?.contains("hf_hub/") == true }

    static func object(_ data: Data) -> [String: Any]? {
        // What is no JSON is no object.
        (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }

    static func form(_ text: String) -> [(String, String)] {
        text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? String($0)
            }
            return (halves[0], halves.count == 2 ? halves[1] : "")
        }
    }
}
