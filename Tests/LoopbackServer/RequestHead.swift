public import Foundation
public import HTTP

/// The first line and the fields of a request.
public struct RequestHead: Sendable {
    /// What is wanted.
    public let method: HTTPMethod
    /// Of what, as it came.
    public let target: String
    /// What is said of it.
    public let headers: HTTPHeaders

    /// Reads a head; `nil` where the connection ends or what comes is no HTTP.
    public init?(from connection: Connection) {
        guard let first = connection.readLine() else { return nil }
        let words = first.split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        method = HTTPMethod(rawValue: String(words[0]))
        target = String(words[1])
        var headers = HTTPHeaders()
        while let line = connection.readLine(), !line.isEmpty {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers.add(name: String(line[..<colon]), value: value)
        }
        self.headers = headers
    }

    /// Reads the body that belongs to it, of a given length or in chunks.
    public func body(from connection: Connection) -> Data? {
        if headers.first(name: "transfer-encoding")?.lowercased() == "chunked" {
            var body = Data()
            while let line = connection.readLine(), let count = Int(line.prefix { $0 != ";" }, radix: 16) {
                guard let piece = connection.read(count: count), connection.readLine() != nil else { return nil }
                if count == 0 { return body }
                body.append(piece)
            }
            return nil
        }
        return connection.read(count: headers.first(name: "content-length").flatMap { Int($0) } ?? 0)
    }

    /// The head as it is sent, with a target of its own.
    public func text(target: String) -> Data {
        let fields = headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        return Data("\(method) \(target) HTTP/1.1\r\n\(fields)\r\n".utf8)
    }
}
