import Audio
import DatasetFixtures
import Foundation
import TestSupport
import Testing

@testable import DataPreparation

@Suite("Lines that mean a part of a file")
struct SegmentFieldsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The recordings of a manifest with these fields beside a path and a text, or what is wrong.
    private func recordings(_ fields: [String]) throws -> [String] {
        let lines = fields.map { #"{"audio_filepath": "a.wav", "text": "Hello."\#($0.isEmpty ? "" : ", ")\#($0)}"# }
        let file = try folder.text("manifest.json", lines)
        return try TranscriptSource(file).read(limit: nil).lines.map { line in
            switch line.content {
            case .failure(let failure): "\(failure.problem)"
            case .success(let transcript):
                switch transcript.recording {
                case .file: "whole"
                case .announced(_, let seconds): "whole, \(seconds) s"
                case .segment(_, let segment): "\(segment)"
                case .row: "row"
                }
            }
        }
    }

    @Test("A start makes a segment, in any of the usual words, as a number or a text of it")
    func segments() throws {
        let found = try recordings([
            #""offset": 4, "duration": 3.1"#, #""offset": "4.0", "duration": "3.1""#, #""start": 4, "end": 7.1"#,
            #""begin": 4, "end": 7.1, "duration": 3.1"#, #""start_time": 4, "end_time": 7.1"#,
            #""StartTime": 4, "endTime": 7.1"#, #""offset": 4"#, #""offset": 0, "duration": 3"#,
        ])
        #expect(
            found == Array(repeating: "4.0 s to 7.1 s", count: 6) + ["4.0 s to the end", "0.0 s to 3.0 s"])
    }

    @Test("Without a start, a length is that of the whole file; what is null or empty says nothing")
    func whole() throws {
        let found = try recordings([
            "", #""duration": 2.5"#, #""end": 2.5"#, #""offset": 0"#, #""offset": null, "duration": """#,
            #""channel": "news", "num_channels": 2, "lang": "en""#,
        ])
        #expect(found == ["whole", "whole, 2.5 s", "whole, 2.5 s", "whole", "whole", "whole"])
    }

    @Test(
        "Times that cannot be are named",
        arguments: [
            (
                #""offset": -1, "duration": 2"#,
                "The field 'offset' holds '-1.0', where a number of seconds from 0 is needed."
            ),
            (
                #""offset": "nan", "duration": 2"#,
                "The field 'offset' holds 'nan', where a number of seconds from 0 is needed."
            ),
            (
                #""offset": "4,5", "duration": 2"#,
                "The field 'offset' holds '4,5', where a number of seconds from 0 is needed."
            ),
            (
                #""start": "00:01:02", "end": "00:01:04""#,
                "The field 'start' holds '00:01:02', where a number of seconds from 0 is needed."
            ),
            (
                #""offset": 1, "duration": 0"#,
                "The field 'duration' holds '0.0', where a number of seconds above 0 is needed."
            ),
            (#""duration": -3"#, "The field 'duration' holds '-3.0', where a number of seconds above 0 is needed."),
            (
                #""offset": [1, 2]"#,
                "The field 'offset' holds 'a list or an object', where a number of seconds from 0 is needed."
            ),
            (
                #""start": 4, "end": 3"#,
                "The field 'end' holds '3.0', where a time after the field 'start' (4.0) is needed."
            ),
            (
                #""offset": 4, "start": 5, "duration": 1"#,
                "The fields 'offset' and 'start' say different times: correct one, or remove it."
            ),
            (
                #""offset": 4, "duration": 1, "end": 7"#,
                "The fields 'duration' and 'end' say different times: correct one, or remove it."
            ),
            (#""offset": NaN"#, "The line has NaN as a value, which is no JSON: write a number, or null."),
            (#""duration": -Infinity"#, "The line has Infinity as a value, which is no JSON: write a number, or null."),
            (
                #""channel": 1"#,
                """
                The field 'channel' says that a part of the recording is meant, which is not read in this form: give its times \
                in seconds as 'offset' and 'duration', or cut the part into a file of its own, and remove the field.
                """
            ),
            (
                #""start_ms": 100, "end_ms": 2000"#,
                """
                The field 'start_ms' says that a part of the recording is meant, which is not read in this form: give its times \
                in seconds as 'offset' and 'duration', or cut the part into a file of its own, and remove the field.
                """
            ),
            (#""text": "Again.""#, "The line has the field 'text' twice: keep one."),
        ])
    func impossible(fields: String, message: String) throws {
        #expect(try recordings([fields]) == [message])
    }

    @Test("The columns of a table say it too, where they have names")
    func table() throws {
        let file = try folder.text("a.csv", ["path,start,end,text", "a.wav,1.5,3,Hello there.", "a.wav,4,3,You too."])
        let lines = try TranscriptSource(file).read(limit: nil).lines
        let segment = try #require(AudioSegment(start: 1.5, duration: 1.5))
        #expect(try lines[0].content.get().recording == .segment(folder.file("a.wav").path, segment))
        #expect(
            lines[1].content
                == .failure(
                    LineFailure(
                        .badTime(field: "end", found: "3", expected: "a time after the field 'start' (4.0)"))))
    }
}
