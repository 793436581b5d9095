import Foundation
import ModelFixtures
import Qwen3TTS
import TestSupport
import Testing
import Torch

@Suite("Files of codes")
struct CodesFileTests {
    private let folder: TemporaryFolder
    private let configuration: SpeechTokenizerConfiguration

    init() throws {
        folder = try TemporaryFolder()
        configuration = try readConfiguration(
            SpeechTokenizerConfiguration.self,
            from: TinyCheckpoint.golden[0].url.appending(path: "speech_tokenizer/config.json"))
    }

    @Test("Codes come back as they were, out of 16 bits each")
    func roundTrip() throws {
        let codes = try Tensor(indices: (0..<48).map { $0 % 64 }, shape: [3, 16])
        let url = folder.file("a.safetensors")
        try CodesFile.write(codes, to: url)
        let file = try SafetensorsFile(url)
        #expect(file.names == ["codes"])
        #expect(file.dtype(of: "codes") == .int16)
        #expect(file.shape(of: "codes") == [3, 16])
        try expectSame(CodesFile.read(url, for: configuration), codes)
        #expect(try folder.names == ["a.safetensors"])
    }

    @Test("Any integers are read", arguments: [DType.uint8, .int8, .int16, .int32, .int64])
    func dtypes(dtype: DType) throws {
        let codes = try Tensor(indices: (0..<32).map { $0 }, shape: [2, 16])
        let url = folder.file("a.safetensors")
        try SafetensorsWriter.write([("codes", try codes.to(dtype))], to: url)
        try expectSame(CodesFile.read(url, for: configuration), codes)
    }

    @Test("Codes beyond 16 bits are kept whole")
    func large() throws {
        let url = folder.file("a.safetensors")
        try CodesFile.write(.full([1, 16], 40000, .int64), to: url)
        #expect(try SafetensorsFile(url).tensor("codes").integers() == Array(repeating: 40000, count: 16))
    }

    private func message(_ tensors: [(String, Tensor)]) throws -> String? {
        let url = folder.file("a.safetensors")
        try SafetensorsWriter.write(tensors.map { (name: $0.0, tensor: $0.1) }, to: url)
        let error = #expect(throws: CodesFileError.self) { try CodesFile.read(url, for: configuration) }
        return error?.description.replacing(folder.url.path, with: "DIR")
    }

    @Test("What is wrong with a file is said")
    func messages() throws {
        let advice = "Make it with 'qwen3-tts codec encode', or save the codes under that name."
        let one = try Tensor.zeros([1, 16], .int64)
        #expect(
            try message([("audio_codes", one)])
                == "The file 'DIR/a.safetensors' has no tensor 'codes'; it has 'audio_codes'. \(advice)")
        #expect(
            try message([]) == "The file 'DIR/a.safetensors' has no tensor 'codes'; it has none. \(advice)")
        #expect(
            try message((1...7).map { ("t\($0)", one) })
                == "The file 'DIR/a.safetensors' has no tensor 'codes'; it has 't1', 't2', 't3', 't4', 't5' and 2 more. "
                + advice)
        #expect(
            try message([("codes", one.to(.float32))])
                == "The codes in 'DIR/a.safetensors' are of the dtype float32, where integers are expected. "
                + "Save them as int16 or int64.")
        #expect(
            try message([("codes", .zeros([8, 1], .int16))])
                == "The codes in 'DIR/a.safetensors' do not fit. Codes of the shape [8, 1] cannot be decoded: the speech "
                + "tokenizer needs [frames, 16] with at least one frame. Encode the recording with the tokenizer of this "
                + "checkpoint.")
        let wrong = try Tensor.zeros([4, 16], .int16)
        try wrong.select(0, 3).select(0, 2).fill(100)
        #expect(
            try message([("codes", wrong)])
                == "The codes in 'DIR/a.safetensors' do not fit. The code 100 of codebook 2 in frame 3 (both counted from "
                + "0) cannot be decoded: the codebooks of this speech tokenizer have the codes 0 to 63. Encode the "
                + "recording with the tokenizer of this checkpoint.")
    }

    @Test("A path means the speech tokenizer in it, or itself")
    func folders() throws {
        let checkpoint = TinyCheckpoint.golden[0].url
        let inside = checkpoint.appending(path: "speech_tokenizer")
        #expect(try SpeechTokenizer.folder(at: checkpoint).path == inside.path)
        #expect(try SpeechTokenizer.folder(at: inside).path == inside.path)
        let file = try folder.file("file", [1])
        #expect(throws: CheckpointError.notAFolder(path: file.path)) { try SpeechTokenizer.folder(at: file) }
        let nowhere = folder.file("nowhere")
        #expect(throws: CheckpointError.noFolder(path: nowhere.path)) { try SpeechTokenizer.folder(at: nowhere) }
        // A checkpoint of something else has the same two files.
        for name in ["config.json", "model.safetensors"] {
            try FileManager.default.copyItem(at: checkpoint.appending(path: name), to: folder.file(name))
        }
        let error = #expect(throws: CheckpointError.self) { try SpeechTokenizer.folder(at: folder.url) }
        #expect(
            error?.description
                == "There is no speech tokenizer in '\(folder.url.path)'. Give the folder of a Qwen3-TTS checkpoint, or its "
                + "folder speech_tokenizer, with config.json and model.safetensors.")
    }
}
