import DatasetFixtures
import Foundation
import HTTP
import Hub
import ImitationHub
import Parquet
import Synchronization
import TestSupport
import Testing

@testable import DataPreparation
@testable import DataPublishing
@testable import SpeechDataset

/// A prepared folder whose shards are any bytes.
private struct Prepared {
    let folder: TemporaryFolder

    init(_ speakers: [String: [String]], salt: String = "") throws {
        folder = try TemporaryFolder()
        var card = DatasetCard()
        for (name, shards) in speakers.sorted(by: { $0.key < $1.key }) {
            for shard in shards {
                try write("\(name)/\(shard).parquet", "")
                let file = try ParquetWriter(
                    folder.file("\(name)/\(shard).parquet"), columns: [ParquetColumn("text", .text)])
                try file.append(["text": .text(["\(name) \(shard) \(salt)"])])
                _ = try file.close()
            }
            try write("voices/\(name).wav", "the voice of \(name)")
            let splits = shards.map { String($0.prefix { $0 != "-" }) }.reduce(into: [String]()) {
                if !$0.contains($1) { $0.append($1) }
            }
            card.set(
                DatasetConfig(
                    name: name, columns: DatasetColumn.prepared(instruct: false, codes: false),
                    splits: splits.map { split in
                        .init(split, examples: shards.count { $0.hasPrefix("\(split)-") }, bytes: 10)
                    }, downloadSize: 10))
            card.introduce([.init(name: name, language: "Hausa", seconds: 3600)])
        }
        try write("README.md", card.text)
        let report = PreparationReport(
            speakers: speakers.keys.sorted().map(Self.report), limits: PreparationLimits(), validationShare: 0.1)
        try DatasetJSON.document(report).write(to: folder.file("report.json"))
        try write(".prepare/lock", "x")
        try write("notes.txt", "mine")
    }

    /// What is left of a speaker of whom one line was left out, one was warned of, and one is extreme.
    private static func report(of name: String) -> PreparationReport.Speaker {
        let origin = Origin(file: "/home/me/secret/\(name).jsonl", line: 4)
        let clip = ".prepare/speakers/\(name)/audio/0.flac"
        return PreparationReport.Speaker(
            name: name, lines: 3, train: ClipTotals(), validation: ClipTotals(), rejected: ["missing": 1],
            rejections: [
                Rejection(
                    origin: origin, reason: .missing, detail: "'/home/me/secret/a.wav' does not exist",
                    text: "A private matter.", clip: clip)
            ], warned: ["same_text": 2], warnedClips: 2,
            warnings: [
                Rejection(
                    origin: origin, reason: .sameText, detail: "as in /home/me/secret/\(name).jsonl:1", text: "Kept.",
                    clip: clip),
                Rejection(origin: origin, reason: .digits, detail: "there is '7'", text: "7 of them.", clip: clip),
            ], changes: PreparationChanges([]), measures: [:],
            extremes: [
                ClipExtreme(
                    measure: .loudness, isHighest: true, value: -10, text: "Loud.", line: 4, clip: clip,
                    file: origin.file)
            ],
            references: [
                ReferenceNote(path: "voices/\(name).wav", origin: .option, seconds: 3, detail: "/home/me/secret/v.wav")
            ])
    }

    func write(_ path: String, _ text: String) throws {
        let file = folder.file(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func upload(
        with client: HubClient, progress: (@Sendable (TransferProgress) -> Void)? = nil
    ) async throws -> DatasetUpload.Outcome {
        let repository = try #require(Repository(.dataset, owner: "alice", name: "d"))
        return try await DatasetUpload(folder.url).run(
            to: repository, isPrivate: true, with: client, progress: progress)
    }
}

extension ImitationHub {
    fileprivate func text(_ path: String) -> String? {
        files(of: DatasetUploadTests.id)[path].map { String(decoding: $0.content, as: UTF8.self) }
    }

    fileprivate func card() throws -> DatasetCard {
        try DatasetCard(Data((text("README.md") ?? "").utf8), source: "README.md")
    }

    fileprivate var paths: [String] { files(of: DatasetUploadTests.id).keys.sorted() }
}

@Suite("Datasets go up config by config", .timeLimit(.minutes(1)))
struct DatasetUploadTests {
    static let id = "datasets/alice/d"
    private static let shards = ["train-00000-of-00001", "validation-00000-of-00001"]

    @Test("A folder becomes a private dataset; again, there is nothing to do")
    func first() async throws {
        try await ImitationHub.run { hub, client in
            let prepared = try Prepared(["amina": Self.shards])
            let last = Mutex<TransferProgress?>(nil)
            let outcome = try await prepared.upload(with: client) { progress in last.withLock { $0 = progress } }
            #expect(outcome.isNew)
            #expect(outcome.leftOut == ["notes.txt"])
            #expect(hub.state.withLock { $0.repos[Self.id]?.isPrivate } == true)
            #expect(
                hub.paths.filter { $0 != ".gitattributes" } == [
                    "README.md", "amina/train-00000-of-00001.parquet", "amina/validation-00000-of-00001.parquet",
                    "report.html", "report.json", "voices/amina.wav",
                ])
            #expect(hub.text("README.md")?.contains("load_dataset(\"alice/d\", name=\"amina\"") == true)
            #expect(last.withLock { $0?.completedBytes } ?? 0 > 0)
            let commits = hub.commitCount(of: Self.id)
            let again = try await prepared.upload(with: client)
            #expect(!again.isNew)
            #expect(again.changed.isEmpty)
            #expect(again.unchanged.count == 6)
            #expect(again.commit == outcome.commit)
            #expect(hub.commitCount(of: Self.id) == commits)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("Two speakers from two folders are two configs of one dataset, and each report is its own")
    func two() async throws {
        try await ImitationHub.run { hub, client in
            _ = try await Prepared(["amina": Self.shards]).upload(with: client)
            let report = hub.text("report.json")
            let second = try Prepared(["kofi": Self.shards])
            let outcome = try await second.upload(with: client)
            #expect(outcome.leftOut == ["notes.txt", "report.json", "report.html"])
            #expect(try hub.card().configs.map(\.name) == ["amina", "kofi"])
            #expect(try hub.card().examples(of: "amina") == ["train": 1, "validation": 1])
            #expect(hub.text("report.json") == report && report != nil)
            #expect(hub.text("amina/train-00000-of-00001.parquet") != nil)
            #expect(hub.text("kofi/train-00000-of-00001.parquet") != nil)
            #expect(hub.text("README.md")?.contains("| amina | Hausa | 1.00 | 1 | 1 |\n| kofi | Hausa |") == true)
            let again = try await second.upload(with: client)
            #expect(again.changed.isEmpty)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("Shards and voices that are no longer made are deleted in the same commit, of this speaker alone")
    func shrinks() async throws {
        try await ImitationHub.run { hub, client in
            let three = (0..<3).map { "train-0000\($0)-of-00003" }
            let first = try Prepared(["amina": three + ["validation-00000-of-00001"], "ami": Self.shards])
            try first.write("voices/amina+2.wav", "more")
            _ = try await first.upload(with: client)
            #expect(hub.text("voices/amina+2.wav") == "more")
            let commits = hub.commitCount(of: Self.id)
            let outcome = try await Prepared(["amina": ["train-00000-of-00001"]], salt: "new").upload(with: client)
            #expect(
                hub.paths.filter { $0.hasPrefix("ami") || $0.hasPrefix("voices") } == [
                    "ami/train-00000-of-00001.parquet", "ami/validation-00000-of-00001.parquet",
                    "amina/train-00000-of-00001.parquet", "voices/ami.wav", "voices/amina.wav",
                ])
            #expect(outcome.changed.contains("amina/train-00002-of-00003.parquet"))
            #expect(hub.commitCount(of: Self.id) == commits + 1)
            #expect(try hub.card().examples(of: "amina") == ["train": 1])
            #expect(hub.violations.isEmpty)
        }
    }

    @Test(
        "What someone else commits in between is kept, a config of theirs and shards of ours that they bring back too")
    func conflict() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(["README.md": .init(content: Data("---\nlicense: mit\n---\nTheirs\n".utf8))], in: Self.id)
            let theirs = """
                ---
                license: mit
                configs:
                - config_name: kofi
                  data_files: kofi/*
                ---
                Theirs, later

                """
            hub.fail(
                .post, "/commit/",
                .before { state in
                    _ = state.commit(
                        [
                            "README.md": .init(content: Data(theirs.utf8)),
                            "kofi/x.parquet": .init(content: Data("kofi".utf8), isLarge: true),
                            "amina/train-00001-of-00002.parquet": .init(content: Data("old".utf8), isLarge: true),
                        ], to: Self.id)
                })
            _ = try await Prepared(["amina": Self.shards]).upload(with: client)
            let card = try hub.card()
            #expect(card.configs.map(\.name) == ["amina", "kofi"])
            #expect(card.body == "Theirs, later\n")
            #expect(card["license"]?.text == "mit")
            #expect(hub.text("kofi/x.parquet") == "kofi")
            #expect(hub.text("amina/train-00001-of-00002.parquet") == nil)
            #expect(hub.text("amina/train-00000-of-00001.parquet") != nil)
            #expect(hub.violations.isEmpty)
        }
    }

    @Test(
        "Whatever breaks, the dataset is whole afterwards, and nothing is there twice",
        arguments: [
            ImitationHub.Fault(method: .post, path: "/commit/", kind: .doneButDropped),
            .init(method: .post, path: "/commit/", kind: .drop),
            .init(method: .post, path: "/commit/", kind: .status(503, [:])),
            .init(method: .post, path: "/commit/", kind: .status(412, [:])),
            .init(method: .post, path: "/create", kind: .doneButDropped),
            .init(method: .get, path: "/tree/", kind: .status(500, [:])),
            .init(method: .post, path: "/batch", kind: .status(429, ["Retry-After": "1"])),
            .init(method: .put, path: "/storage/", kind: .status(500, [:])),
            .init(method: .put, path: "/storage/", kind: .drop),
        ])
    func faults(fault: ImitationHub.Fault) async throws {
        try await ImitationHub.run { hub, client in
            hub.fail(fault.method, fault.path, fault.kind)
            _ = try await Prepared(["amina": Self.shards]).upload(with: client)
            #expect(hub.paths.filter { $0 != ".gitattributes" }.count == 6)
            #expect(try hub.card().configs.map(\.name) == ["amina"])
            #expect(hub.state.withLock { $0.faults.isEmpty })
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("Interrupted after the large files, it goes on without sending them again")
    func resumes() async throws {
        try await ImitationHub.run { hub, client in
            let prepared = try Prepared(["amina": Self.shards])
            hub.fail(.post, "/commit/", .status(400, [:]))
            await #expect(throws: HubError.self) { try await prepared.upload(with: client) }
            #expect(hub.text("README.md") == nil)
            let sent = hub.asked.filter { $0.hasPrefix("PUT /storage/") }.count
            #expect(sent > 0)
            _ = try await prepared.upload(with: client)
            #expect(hub.asked.filter { $0.hasPrefix("PUT /storage/") }.count == sent)
            #expect(try hub.card().configs.map(\.name) == ["amina"])
        }
    }

    @Test("Files go up in one commit with the card, old shards deleted in the same")
    func many() async throws {
        try await ImitationHub.run { hub, client in
            for count in [60, 70] {
                let shards = (0..<count).map {
                    "train-000\($0)-of-000\(count)".replacing(/-000([0-9])-/) { "-0000\($0.1)-" }
                }
                let outcome = try await Prepared(["amina": shards], salt: "\(count)").upload(with: client)
                let commits = try #require(hub.state.withLock { $0.repos[Self.id]?.commits })
                let sizes = commits.map { $0.files.keys.filter { $0.hasSuffix(".parquet") }.count }
                #expect(sizes.suffix(count == 60 ? 1 : 2) == (count == 60 ? [60] : [60, 70]))
                #expect(commits.last?.files["README.md"] != nil)
                #expect(outcome.changed.count == (count == 60 ? 64 : 131))
            }
            #expect(hub.violations.isEmpty)
        }
    }

    @Test("More files than a commit takes: those that no card names go first, the others come with the card")
    func several() throws {
        let names = (0..<2300).map { "new/train-\($0).parquet" } + ["voices/new.wav"]
        let named = ["old/train-1.parquet", "voices/old.wav", "report.json"]
        let uploads = (names + named).map { Upload($0, .bytes(Data())) }
        let parts = DatasetUpload.parts(of: uploads, named: DatasetOwner(configs: ["old"]))
        #expect(
            parts.map { $0.map(\.path) } == [
                Array(names[..<1000]), Array(names[1000..<2000]), Array(names[2000...]), named,
            ])
        #expect(
            DatasetUpload.parts(of: Array(uploads[..<1000]), named: DatasetOwner(configs: [])).map(\.count) == [1000])
    }

    @Test("The report that goes up names no folder, no text of what was left out, and plays nothing that is not there")
    func report() async throws {
        try await ImitationHub.run { hub, client in
            _ = try await Prepared(["amina": Self.shards]).upload(with: client)
            let text = try #require(hub.text("report.json"))
            let page = try #require(hub.text("report.html"))
            for secret in ["/home", "secret", "private matter", ".prepare"] {
                #expect(!text.contains(secret) && !page.contains(secret), "\(secret)")
            }
            #expect(page.contains("<li><small>line 4: missing</small></li>"))
            #expect(page.contains("<li><q dir=\"auto\">Kept.</q><small>line 4: the same text twice</small></li>"))
            #expect(
                page.contains(
                    "<q dir=\"auto\">7 of them.</q><small>line 4: digits in the text: there is &#39;7&#39;</small>"))
            #expect(page.contains("src=\"voices/amina.wav\"") && page.components(separatedBy: "<audio").count == 2)
            let speaker = try JSONDecoder().decode(PreparationReport.self, from: Data(text.utf8)).speakers[0]
            #expect(speaker.rejected == ["missing": 1] && speaker.rejections[0].file == "amina.jsonl")
            #expect(speaker.references[0].detail == "v.wav")
        }
    }

    @Test("A report that cannot be read is not uploaded")
    func unreadable() async throws {
        try await ImitationHub.run { hub, client in
            let prepared = try Prepared(["amina": Self.shards])
            try prepared.write("report.json", "{}")
            let outcome = try await prepared.upload(with: client)
            #expect(outcome.leftOut == ["notes.txt", "report.json"])
            #expect(hub.text("report.json") == nil)
        }
    }

    @Test("A speaker whose folder is a link is uploaded as it is opened; folders that link to each other have an end")
    func links() throws {
        let prepared = try Prepared(["amina": Self.shards])
        let folder = prepared.folder
        let elsewhere = try TemporaryFolder()
        try FileManager.default.moveItem(at: folder.file("amina"), to: elsewhere.file("amina"))
        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(atPath: folder.file(name).path, withDestinationPath: target)
        }
        try link("amina", to: elsewhere.file("amina").path)
        for name in ["x", "y"] { try link(name, to: ".") }
        try link("voices/z", to: "..")
        #expect(try DatasetUpload(folder.url).configs == ["amina"])
        #expect(try PreparedDataset.open(folder.url).speakers.map(\.name) == ["amina"])
        let files = try LocalDataset(folder.url).files()
        #expect(files.filter { $0.hasSuffix(".parquet") } == Self.shards.map { "amina/\($0).parquet" })
        // Every folder links to the next by two names.
        for level in 0..<40 {
            try FileManager.default.createDirectory(
                at: elsewhere.file("\(level)"), withIntermediateDirectories: true)
            for name in ["a", "b"] {
                try FileManager.default.createSymbolicLink(
                    atPath: elsewhere.file("\(level)/\(name)").path, withDestinationPath: "../\(level + 1)")
            }
        }
        try link("deep", to: elsewhere.file("0").path)
        #expect(try LocalDataset(folder.url).files() == files)
    }

    @Test("A dataset that had no card keeps its own config")
    func keepsDefault() async throws {
        try await ImitationHub.run { hub, client in
            hub.put(["data/test-00000-of-00001.parquet": .init(content: Data("x".utf8), isLarge: true)], in: Self.id)
            _ = try await Prepared(["amina": Self.shards]).upload(with: client)
            let configs = try hub.card().configs
            #expect(configs.map(\.name) == ["amina", "default"])
            #expect(configs.last?.splits.map(\.patterns) == [["data/test-*"]])
        }
    }

    @Test("Who may not write is told; a broken card on the Hub is told and left as it is")
    func refusals() async throws {
        try await ImitationHub.run(token: ImitationHub.readToken) { hub, client in
            hub.put([:], in: Self.id)
            let dataset = try #require(Repository(.dataset, owner: "alice", name: "d"))
            do {
                _ = try await Prepared(["amina": Self.shards]).upload(with: client)
                Issue.record("no error")
            } catch HubError.noWriteAccess(let repository, _) {
                #expect(repository == dataset)
            }
        }
        try await ImitationHub.run { hub, client in
            hub.put(["README.md": .init(content: Data("---\na: [\n---\n".utf8))], in: Self.id)
            do {
                _ = try await Prepared(["amina": Self.shards]).upload(with: client)
                Issue.record("no error")
            } catch SpeechDatasetError.brokenCard(let path, let line, _) {
                #expect(path == "README.md of alice/d")
                #expect(line == 3)
            }
            #expect(hub.commitCount(of: Self.id) == 1)
        }
    }

    @Test("A folder that is no dataset is told before anything is asked")
    func notADataset() throws {
        let folder = try TemporaryFolder()
        func reason() throws -> String? {
            do {
                _ = try DatasetUpload(folder.url)
                return nil
            } catch DataPublishingError.notUploadable(_, let reason) {
                return reason
            }
        }
        #expect(try reason() == "it has no README.md")
        _ = try folder.file("README.md", Array("text".utf8))
        #expect(try reason() == "its README.md names no configs")
        let card = "---\nconfigs:\n- config_name: a\n  data_files: a/train-*\n---\n"
        _ = try folder.file("README.md", Array(card.utf8))
        #expect(try reason() == "the files of the config 'a', split 'train', are missing")
        let other = try Prepared(["amina": Self.shards])
        try other.write(
            "README.md",
            String(decoding: Data(contentsOf: other.folder.file("README.md")), as: UTF8.self)
                .replacing("num_examples: 1", with: "num_examples: 2"))
        #expect(
            throws: DataPublishingError.notUploadable(
                path: other.folder.url.path,
                reason: "the files of the config 'amina', split 'train', have 1 rows, and its README.md says 2")
        ) { try DatasetUpload(other.folder.url) }
        try other.write("amina/train-00000-of-00001.parquet", "no Parquet, and long enough for its footer")
        #expect(throws: ParquetError.self) { try DatasetUpload(other.folder.url) }
    }
}
