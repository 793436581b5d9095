import Testing

@testable import SpeechDataset

@Suite("The columns of a dataset")
struct DatasetFeatureTests {
    @Test("The columns come in their order, those that are wanted alone")
    func columns() {
        #expect(
            DatasetColumn.prepared(instruct: false, codes: false).map(\.name)
                == ["audio", "text", "language", "duration"])
        #expect(
            DatasetColumn.prepared(instruct: true, codes: true).map(\.name)
                == ["audio", "text", "language", "duration", "instruct", "audio_codes"])
    }

    @Test("The footer is that of datasets 5.2.0")
    func footer() {
        let expected = """
            {"info": {"features": {"audio": {"sampling_rate": 24000, "_type": "Audio"}, "text": {"dtype": "string", "_type": \
            "Value"}, "language": {"dtype": "string", "_type": "Value"}, "duration": {"dtype": "float32", "_type": "Value"}, \
            "audio_codes": {"feature": {"feature": {"dtype": "int16", "_type": "Value"}, "_type": "List"}, "_type": "List"}}}}
            """
        #expect(DatasetColumn.prepared(instruct: false, codes: true).footer == expected)
        #expect(
            [DatasetColumn("ɗ\"\\\n😀", .text)].footer
                == #"{"info": {"features": {"\u0257\"\\\n\ud83d\ude00": {"dtype": "string", "_type": "Value"}}}}"#)
    }
}
