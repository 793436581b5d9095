import Foundation
import TestSupport

/// A server with TLS on this machine, of the command `openssl`, with a certificate for `localhost` that an authority made here signs.
final class PrivateServer {
    private let folder: TemporaryFolder
    private let process = Process()
    /// The port that it got.
    let port: Int

    /// The authority's certificate.
    var authority: String { folder.file("authority.pem").path }
    /// A folder that knows the authority by its hash.
    var authorityFolder: String { folder.file("authorities").path }

    /// Runs `body` while it serves the answer `hello` under `/hello`.
    static func run(_ body: (PrivateServer) async throws -> Void) async throws {
        let server = try PrivateServer()
        defer { server.process.terminate() }
        try await body(server)
    }

    private init() throws {
        folder = try TemporaryFolder()
        let folder = folder
        func openssl(_ arguments: String...) throws { try Self.run(arguments, in: folder.url) }
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=Authority", "-keyout", "authority.key", "-out", "authority.pem")
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout",
            "server.key", "-out", "server.csr")
        _ = try folder.file("names", Array("subjectAltName=DNS:localhost\n".utf8))
        try openssl(
            "x509", "-req", "-days", "2", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
            "-CAcreateserial", "-extfile", "names", "-out", "server.pem")
        try FileManager.default.createDirectory(
            atPath: folder.file("authorities").path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: folder.file("authority.pem"), to: folder.file("authorities/authority.pem"))
        try openssl("rehash", "authorities")
        _ = try folder.file(
            "hello", Array("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n".utf8))
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "s_server", "-accept", "0", "-cert", "server.pem", "-key", "server.key", "-HTTP",
        ]
        process.currentDirectoryURL = folder.url
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var text = ""
        // The line 'ACCEPT 0.0.0.0:PORT' comes when it serves.
        while !text.contains(/ACCEPT .*:[0-9]+\n/) {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw Failure(description: "openssl does not serve: \(text)") }
            text += String(decoding: piece, as: UTF8.self)
        }
        port = text.firstMatch(of: /ACCEPT .*:([0-9]+)\n/).flatMap { Int($0.1) } ?? 0
    }

    private static func run(_ arguments: [String], in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "openssl \(arguments[0]) failed") }
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
