import Foundation
import Testing

@testable import Hub

@Suite("The environment is read as in Python")
struct HubEnvironmentTests {
    @Test("Without variables: huggingface.co, ~/.cache/huggingface/hub, no token")
    func defaults() throws {
        let environment = try HubEnvironment(variables: ["HOME": "/nowhere/u"])
        #expect(environment.endpoint == "https://huggingface.co")
        #expect(environment.cacheFolder.path == "/nowhere/u/.cache/huggingface/hub")
        #expect(environment.token == nil)
        #expect(!environment.isOffline)
    }

    @Test(
        "The cache's folder",
        arguments: [
            (["HF_HUB_CACHE": "/c", "HF_HOME": "/h"], "/c"),
            (["HUGGINGFACE_HUB_CACHE": "/old"], "/old"),
            (["HF_HOME": "/h"], "/h/hub"),
            (["HF_HOME": "~/h", "HOME": "/nowhere/u"], "/nowhere/u/h/hub"),
            (["XDG_CACHE_HOME": "/x"], "/x/huggingface/hub"),
        ])
    func cacheFolder(variables: [String: String], expected: String) throws {
        #expect(try HubEnvironment(variables: variables).cacheFolder.path == expected)
    }

    @Test("Offline is 1, on, yes or true", arguments: ["1", "on", "YES", "True"])
    func offline(value: String) throws {
        #expect(try HubEnvironment(variables: ["HF_HUB_OFFLINE": value]).isOffline)
        #expect(try HubEnvironment(variables: ["TRANSFORMERS_OFFLINE": value]).isOffline)
        #expect(try !HubEnvironment(variables: ["HF_HUB_OFFLINE": "0"]).isOffline)
    }

    @Test("A slash at the end of the endpoint is dropped; what is no address is an error")
    func endpoint() throws {
        #expect(try HubEnvironment(variables: ["HF_ENDPOINT": "http://127.0.0.1:8/"]).endpoint == "http://127.0.0.1:8")
        #expect(throws: HubError.invalidEndpoint("hub.local")) {
            try HubEnvironment(variables: ["HF_ENDPOINT": "hub.local"])
        }
    }

    @Test("The token is HF_TOKEN, then the older variable, then a file, without blanks around it")
    func token() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("hf_file\r\n".utf8).write(to: folder.appending(path: "token"))
        try Data(" \n".utf8).write(to: folder.appending(path: "blank"))
        func secret(_ variables: [String: String]) throws -> String? {
            try HubEnvironment(variables: variables.merging(["HF_HOME": folder.path]) { $1 }).token?.secret
        }
        #expect(try secret(["HF_TOKEN": " hf_a\n", "HUGGING_FACE_HUB_TOKEN": "hf_b"]) == "hf_a")
        #expect(try secret(["HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "hf_b"]) == "hf_b")
        #expect(try secret([:]) == "hf_file")
        #expect(try secret(["HF_TOKEN_PATH": folder.appending(path: "blank").path]) == nil)
        #expect(try secret(["HF_TOKEN_PATH": folder.appending(path: "missing").path]) == nil)
        #expect(try secret(["HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "HF_TOKEN": "hf_a"]) == nil)
        #expect(throws: HubError.malformedToken(source: "HF_TOKEN")) { try secret(["HF_TOKEN": "hf_a hf_b"]) }
        #expect(throws: HubError.self) { try secret(["HF_TOKEN_PATH": folder.path]) }
    }

    @Test("Timeouts are whole seconds, ten where none is set")
    func timeouts() throws {
        let environment = try HubEnvironment(variables: ["HF_HUB_ETAG_TIMEOUT": "3", "HF_HUB_DOWNLOAD_TIMEOUT": "40"])
        #expect(environment.metadataTimeout == .seconds(3))
        #expect(environment.downloadTimeout == .seconds(40))
        let plain = try HubEnvironment(variables: ["HF_HUB_ETAG_TIMEOUT": ""])
        #expect(plain.metadataTimeout == .seconds(10))
        #expect(plain.downloadTimeout == .seconds(10))
        for value in ["soon", "0", "-1", "1.5"] {
            #expect(throws: HubError.invalidTimeout("HF_HUB_ETAG_TIMEOUT", value: value)) {
                try HubEnvironment(variables: ["HF_HUB_ETAG_TIMEOUT": value])
            }
        }
    }

    @Test("A login that has run out is told when the Hub is asked", arguments: [(-60, true), (3600, false)])
    func expired(seconds: Int, isExpired: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let end = Int(Date().timeIntervalSince1970) + seconds
        let list = """
            [other]
            hf_token = hf_other
            expires_at = 1

            [mine]
            hf_token = hf_oauth_mine
            refresh_token = hf_refresh
            expires_at = \(end)

            [forever]
            hf_token = hf_forever

            """
        try Data(list.utf8).write(to: folder.appending(path: "stored_tokens"))
        let file = folder.appending(path: "token")
        try Data("hf_oauth_mine".utf8).write(to: file)
        func fault(_ variables: [String: String] = [:]) throws -> HubError? {
            let environment = try HubEnvironment(variables: variables.merging(["HF_HOME": folder.path]) { $1 })
            #expect(environment.token != nil)
            return environment.tokenFault
        }
        #expect(try fault() == (isExpired ? .expiredLogin(file.path) : nil))
        #expect(try fault(["HF_TOKEN": "hf_a"]) == nil)
        let environment = try HubEnvironment(variables: ["HF_HOME": folder.path, "HF_ENDPOINT": "http://127.0.0.1:1"])
        let none = RetryPolicy(pauses: [])
        try await HubClient.withClient(environment, retries: none) { client in
            do {
                _ = try await client.whoami()
            } catch HubError.expiredLogin(let path) {
                #expect(isExpired && path == file.path)
            } catch HubError.unreachable {
                #expect(!isExpired)
            }
        }
        try Data("hf_forever".utf8).write(to: file)
        #expect(try fault() == nil)
    }

    @Test("A token cannot be printed")
    func hidden() throws {
        let environment = try HubEnvironment(variables: ["HF_TOKEN": "hf_secret"])
        var dumped = ""
        dump(environment, to: &dumped)
        for text in [dumped, "\(environment)", String(reflecting: environment)] { #expect(!text.contains("hf_secret")) }
    }
}
