import Testing

@testable import TrainingSettings

@Suite("The variables of the Hub")
struct HubSettingsTests {
    private static let file = """
        HF_TOKEN=hf_file
        HF_ENDPOINT=http://127.0.0.1:8
        HF_HUB_OFFLINE=true
        HF_HOME=/home
        LEARNING_RATE=no number
        """

    @Test("A process's own variables win over those of the file, whose other lines do not matter")
    func sources() throws {
        let hub = try HubSettings(
            environment: ["HF_TOKEN": "hf_process", "HF_HOME": "", "HF_HUB_CACHE": "/c", "HOME": "/h"],
            dotEnv: DotEnvFile(text: Self.file, path: ".env"))
        #expect(
            hub.variables(over: ["HOME": "/h", "HF_HOME": ""]) == [
                "HOME": "/h", "HF_TOKEN": "hf_process", "HF_ENDPOINT": "http://127.0.0.1:8", "HF_HUB_OFFLINE": "1",
                "HF_HOME": "/home", "HF_HUB_CACHE": "/c",
            ])
        let nothing = try HubSettings(environment: [:], dotEnv: nil)
        #expect(nothing.variables(over: ["A": "b"]) == ["A": "b"])
    }

    @Test("Settings have them as well, also as flags")
    func settings() throws {
        let (settings, warnings) = try Settings.load(
            flags: ["--hf-hub-offline": "0"], environment: ["HF_TOKEN": "hf_a"],
            dotEnv: DotEnvFile(text: "HF_ENDPOINT=http://h\nHF_HUB_OFFLINE=1", path: ".env"))
        #expect(warnings.isEmpty)
        #expect(settings.hub.isOffline == false)
        #expect(settings.hub.token == Secret("hf_a"))
        #expect(settings.hub.endpoint == "http://h")
    }

    @Test("A token is shown nowhere: not in the settings, not in a message, not in an example")
    func hidden() throws {
        let (settings, _) = try Settings.load(flags: [:], environment: ["HF_TOKEN": "hf_secret"])
        var dumped = ""
        dump(settings, to: &dumped)
        for text in [dumped, "\(settings)", String(reflecting: settings), Settings.exampleFile] {
            #expect(!text.contains("hf_secret"))
        }
        do {
            _ = try Settings.load(flags: ["--hf-token": "hf_secret", "--seed": "x"], environment: [:])
            Issue.record("no error")
        } catch {
            #expect(!error.description.contains("hf_secret"))
        }
    }

    @Test("What is no truth value is told")
    func truth() throws {
        do {
            _ = try HubSettings(environment: ["HF_HUB_OFFLINE": "maybe"], dotEnv: nil)
            Issue.record("no error")
        } catch {
            #expect(
                error
                    == .invalid([
                        .value(
                            key: "HF_HUB_OFFLINE", source: .environment, found: "maybe",
                            expected: "'true' or 'false' (or yes, no, on, off, 1, 0)")
                    ]))
        }
    }
}
