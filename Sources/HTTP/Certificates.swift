import Foundation

/// Who may vouch for a server: the system's authorities, or those that a variable names.
///
/// `REQUESTS_CA_BUNDLE` comes before `CURL_CA_BUNDLE` (requests), `SSL_CERT_FILE` and `SSL_CERT_DIR` (httpx); each of the first three may
/// name a file or a folder.
public struct Certificates: Sendable, Equatable {
    /// The variable; `nil` for the system's.
    public let variable: String?
    /// The PEM file, or the folder of such files under their hashes.
    public let path: String?

    /// The system's.
    public init() { (variable, path) = (nil, nil) }

    /// What the variables of a process say.
    public init(variables: [String: String]) {
        let names = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]
        variable = names.first { variables[$0]?.isEmpty == false }
        path = variable.flatMap { variables[$0] }
    }
}

extension Certificates: CustomStringConvertible {
    /// What they are and who says so.
    public var description: String {
        switch (variable, path) {
        case (let variable?, let path?): "'\(path)' (from \(variable))"
        default: "this system's certificates"
        }
    }
}
