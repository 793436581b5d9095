import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation
@testable import DataPublishing
@testable import SpeechDataset

@Suite("Speakers and the files of the tool do not meet, whatever a speaker is called")
struct ReservedNameTests {
    let folder: TemporaryFolder
    private var output: URL { folder.file("out") }

    init() throws { folder = try TemporaryFolder() }

    private func preparation(_ name: String, clips: Int = 2) throws -> Preparation {
        var source = try folder.voice("recordings", clips: clips)
        source.name = name
        return Preparation(sources: [source])
    }

    @Test(
        "A name of a working file or folder is a name like any other",
        arguments: [
            "new", "lock", "written.json", "swap.json", "speakers", "voices", "data", "audio", "index.jsonl", "train",
            "default", "con",
        ])
    func names(name: String) async throws {
        let preparation = try preparation(name)
        _ = try await preparation.run(into: output)
        let again = try await preparation.run(into: output)
        #expect(again.decoded == 0 && again.changed == [])
        #expect(try PreparedClip.all(in: output).map(\.speaker) == [name, name])
        #expect(try PreparedDataset.open(output).speakers.map(\.name) == [name])
        #expect(try PreparedDataset.open(output).speakers.map(\.references) == [["voices/\(name).wav"]])
        #expect(try DatasetUpload(output).configs == [name])
    }

    @Test("A name of a file of the dataset is refused, in any case of letters, and before anything is written")
    func files() async throws {
        for name in ["report.json", "report.html", "readme.md", "__a"] {
            let preparation = try preparation(name)
            #expect(
                await failure { _ = try await preparation.run(into: output) } == DataPreparationError.reservedName(name)
            )
        }
        #expect(SpeakerName.isReserved("README.md") && !SpeakerName.isReserved("readme"))
        #expect(!FileManager.default.fileExists(atPath: output.path))
    }

    /// Moves what is prepared to where earlier versions had it.
    private func toEarlierLayout(_ name: String) throws {
        let working = WorkingFolder(output)
        let old = working.root.appendingPathComponent(name)
        try FileManager.default.moveItem(
            at: working.speakers.appendingPathComponent(name), to: working.root.appendingPathComponent("aside"))
        try FileManager.default.removeItem(at: working.speakers)
        if FileManager.default.fileExists(atPath: old.path) { try FileManager.default.removeItem(at: old) }
        try FileManager.default.moveItem(at: working.root.appendingPathComponent("aside"), to: old)
    }

    @Test(
        "What an earlier version prepared is not decoded again",
        arguments: ["amina", "speakers", "written.json", "swap.json"])
    func earlierLayout(name: String) async throws {
        let preparation = try preparation(name, clips: 3)
        _ = try await preparation.run(into: output)
        let before = try PreparedClip.all(in: output)
        try toEarlierLayout(name)
        let again = try await preparation.run(into: output)
        #expect(again.decoded == 0 && again.reused == 3)
        #expect(try PreparedClip.all(in: output) == before)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: output.path + "/.prepare").sorted()
                == ["lock", "speakers", "written.json"])
    }

    @Test("A change that an earlier version could not finish for a speaker's name is finished")
    func halfSwapped() async throws {
        let preparation = try preparation("written.json")
        _ = try await preparation.run(into: output)
        let working = WorkingFolder(output)
        let record = try Data(contentsOf: working.record)
        try toEarlierLayout("written.json")
        try DatasetJSON.makeFolder(working.incoming.appendingPathComponent(WorkingFolder.name))
        try record.write(to: working.incoming.appendingPathComponent(WorkingFolder.recordPath))
        try JSONEncoder().encode(DatasetSwap(moved: [WorkingFolder.recordPath])).write(to: working.journal)
        let again = try await preparation.run(into: output)
        #expect(again.decoded == 0 && again.changed == [])
        #expect(try Data(contentsOf: working.record) == record)
    }

    @Test("The report of a speaker who was prepared earlier plays the clips where they are now")
    func report() async throws {
        _ = try await preparation("amina").run(into: output)
        let file = output.appendingPathComponent("report.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(".prepare/speakers/amina/audio/"))
        try Data(text.replacing(".prepare/speakers/amina/", with: ".prepare/amina/").utf8).write(to: file)
        _ = try await Preparation(sources: [try folder.voice("bo", clips: 2, hertz: 600)]).run(into: output)
        let report = try JSONDecoder().decode(PreparationReport.self, from: Data(contentsOf: file))
        #expect(report.speakers.map(\.name) == ["bo", "amina"])
        #expect(report.speakers[1].extremes.allSatisfy { $0.clip.hasPrefix(".prepare/speakers/amina/audio/") })
    }
}
