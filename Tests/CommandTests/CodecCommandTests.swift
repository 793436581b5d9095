import Audio
import Foundation
import ModelFixtures
import TestSupport
import Testing
import Torch

extension CommandTests {
    @Suite("qwen3-tts codec")
    struct CodecCommandTests {
        /// Writes a file with codes, all of them 1 but for what is given.
        private func codes(
            _ run: Workplace, _ name: String, frames: Int = 3, codebooks: Int = 16, tensor: String = "codes",
            wrong: (frame: Int, codebook: Int, code: Int)? = nil
        ) throws {
            let codes = try Tensor.full([frames, codebooks], 1, .int16)
            if let wrong { try codes.select(0, wrong.frame).select(0, wrong.codebook).fill(Double(wrong.code)) }
            try SafetensorsWriter.write([(tensor, codes)], to: run.folder.file(name))
        }

        @Test("A recording becomes codes, and codes become a recording of as many frames")
        func roundTrip() async throws {
            let run = try Workplace(.base)
            // 16 kHz, so that it has to be resampled.
            try run.recording("tone.wav", seconds: 1.01)
            var outcome = try await run("codec", "encode", "checkpoint", "tone.wav", "-o", "a.safetensors")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(
                outcome.errors.contains(
                    /DIR\/a\.safetensors: 13 frames, 1\.0 s of audio in \d+\.\d+ s, real-time factor \d+\.\d+\n/),
                "\(outcome)")
            let codes = try SafetensorsFile(run.folder.file("a.safetensors"))
            #expect(codes.shape(of: "codes") == [13, 16] && codes.dtype(of: "codes") == .int16)

            for name in ["b.wav", "b.flac"] {
                outcome = try await run("codec", "decode", "checkpoint", "a.safetensors", "-o", name)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(outcome.errors.contains("DIR/\(name): 13 frames, 1.0 s of audio in "), "\(outcome)")
            }
            let sounds = try ["b.wav", "b.flac"].map { try AudioFile.read(run.folder.file($0)) }
            #expect(sounds[0].sampleRate == 24000 && sounds[0].samples.count == 13 * 1920)
            #expect(sounds[0].peak > 0.01)
            #expect(sounds[0] == sounds[1])
            #expect(try run.halfWritten().isEmpty)
        }

        @Test("Several files go into a folder under their names, by the speech tokenizer's folder alone")
        func several() async throws {
            let run = try Workplace(.base)
            for name in ["in/one.wav", "in/two.wav"] { try run.recording(name, seconds: 0.2) }
            let folder = "checkpoint/speech_tokenizer"
            var outcome = try await run("codec", "encode", folder, "in/one.wav", "in/two.wav", "-o", "out/codes")
            #expect(outcome.status == 0, "\(outcome)")
            outcome = try await run(
                "codec", "decode", folder, "out/codes/one.safetensors", "out/codes/two.safetensors", "-o", "out/sound",
                "--format", "flac")
            #expect(outcome.status == 0, "\(outcome)")
            // One file into a folder.
            outcome = try await run("codec", "decode", folder, "out/codes/one.safetensors", "-o", "out")
            #expect(outcome.status == 0, "\(outcome)")
            let files = try FileManager.default.subpathsOfDirectory(atPath: run.folder.file("out").path).sorted()
            #expect(
                files == [
                    "codes", "codes/one.safetensors", "codes/two.safetensors", "one.wav", "sound", "sound/one.flac",
                    "sound/two.flac",
                ])
        }

        @Test("What cannot be encoded is named, before any work where that is possible")
        func encodeMisuse() async throws {
            let run = try Workplace(.base)
            try run.recording("tone.wav", seconds: 0.2)
            try Data("no sound".utf8).write(to: run.folder.file("text.wav"))
            let cases: [([String], String)] = [
                (
                    ["checkpoint", "tone.wav", "none.wav", "-o", "out"],
                    "The recording 'DIR/none.wav' does not exist: check its path, or remove it from the transcript."
                ),
                (
                    ["checkpoint", "text.wav", "-o", "a.safetensors"],
                    "The recording 'DIR/text.wav' is text, where an audio file is needed: copy or download the recording "
                        + "again, or check the path."
                ),
                (
                    ["checkpoint", "tone.wav", "-o", "nowhere/a.safetensors"],
                    "The file 'DIR/nowhere/a.safetensors' cannot be written: the folder 'DIR/nowhere' does not exist. Make it, or "
                        + "choose another."
                ),
                (
                    ["nowhere", "tone.wav", "-o", "a.safetensors"],
                    "There is no checkpoint at 'DIR/nowhere'. Give the folder of a Qwen3-TTS checkpoint, or the name of "
                        + "one on the Hugging Face Hub such as Qwen/Qwen3-TTS-12Hz-0.6B-Base, or make one with 'qwen3-tts init'."
                ),
            ]
            for (arguments, message) in cases {
                let outcome = try await run.run(["codec", "encode"] + arguments)
                #expect(outcome.status == 1, "\(outcome)")
                #expect(outcome.message == "Error: \(message)\n")
                #expect(try run.folder.names == ["checkpoint", "text.wav", "tone.wav"])
            }
        }

        @Test("Codes that cannot be decoded are named, before any work")
        func decodeMisuse() async throws {
            let run = try Workplace(.base)
            try codes(run, "good.safetensors")
            try codes(run, "large.safetensors", wrong: (frame: 2, codebook: 7, code: 64))
            try codes(run, "narrow.safetensors", codebooks: 8)
            try codes(run, "other.safetensors", tensor: "audio_codes")
            let names = try run.folder.names
            let cases: [([String], String)] = [
                (
                    ["good.safetensors", "large.safetensors", "-o", "out"],
                    "The codes in 'DIR/large.safetensors' do not fit. The code 64 of codebook 7 in frame 2 (both counted "
                        + "from 0) cannot be decoded: the codebooks of this speech tokenizer have the codes 0 to 63. Encode "
                        + "the recording with the tokenizer of this checkpoint."
                ),
                (
                    ["narrow.safetensors", "-o", "a.wav"],
                    "The codes in 'DIR/narrow.safetensors' do not fit. Codes of the shape [3, 8] cannot be decoded: the "
                        + "speech tokenizer needs [frames, 16] with at least one frame. Encode the recording with the "
                        + "tokenizer of this checkpoint."
                ),
                (
                    ["other.safetensors", "-o", "a.wav"],
                    "The file 'DIR/other.safetensors' has no tensor 'codes'; it has 'audio_codes'. Make it with 'qwen3-tts "
                        + "codec encode', or save the codes under that name."
                ),
                (
                    ["none.safetensors", "-o", "a.wav"],
                    "The file 'DIR/none.safetensors' cannot be opened: No such file or directory."
                ),
                (
                    ["good.safetensors", "-o", "nowhere/a.wav"],
                    "The file 'DIR/nowhere/a.wav' cannot be written: the folder 'DIR/nowhere' does not exist. Make it, or choose "
                        + "another."
                ),
                (
                    ["good.safetensors", "-o", "good.safetensors/sound/"],
                    "The file 'DIR/good.safetensors/sound' cannot be written: Not a directory."
                ),
            ]
            for (arguments, message) in cases {
                let outcome = try await run.run(["codec", "decode", "checkpoint"] + arguments)
                #expect(outcome.status == 1, "\(outcome)")
                #expect(outcome.message == "Error: \(message)\n")
                #expect(try run.folder.names == names)
            }
        }

        @Test("Outputs that cannot be meant are refused with status 64")
        func usage() async throws {
            let run = try Workplace(.base)
            for name in ["a/x.wav", "b/x.wav"] { try run.recording(name, seconds: 0.1) }
            let cases: [([String], String)] = [
                (
                    ["encode", "checkpoint", "a/x.wav", "-o", "x.codes"],
                    "--output is 'x.codes', but must end in .safetensors, or be a folder."
                ),
                (
                    ["decode", "checkpoint", "x.safetensors", "-o", "x.mp3"],
                    "--output is 'x.mp3', but must end in .wav or .flac, or be a folder."
                ),
                (
                    ["encode", "checkpoint", "a/x.wav", "b/x.wav", "-o", "x.safetensors"],
                    "--output is 'x.safetensors', but 2 inputs need a folder."
                ),
                (
                    ["encode", "checkpoint", "a/x.wav", "b/x.wav", "-o", "out"],
                    "'a/x.wav' and 'b/x.wav' would both be written to 'DIR/out/x.safetensors'. Rename one of them, or give "
                        + "them one by one."
                ),
            ]
            for (arguments, message) in cases {
                let outcome = try await run.run(["codec"] + arguments)
                #expect(outcome.status == 64, "\(outcome)")
                #expect(outcome.message.hasPrefix("Error: \(message)\n"), "\(outcome)")
                #expect(try run.folder.names == ["a", "b", "checkpoint"])
            }
        }
    }
}
