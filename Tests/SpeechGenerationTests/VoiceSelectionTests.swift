import Foundation
import ModelFixtures
import Qwen3TTS
import SpeechGeneration
import Testing

@Suite("Voices and sampling of a checkpoint")
struct VoiceSelectionTests {
    /// Of tiny-custom: eric speaks Sichuanese (78), dylan Beijing's dialect (90), serena none; Chinese is 71, English 66.
    @Test(
        "A dialect speaker brings the dialect along, where the language is Chinese or left open",
        arguments: [
            ("serena", "Auto", 1082, nil), ("Serena", "english", 1082, 66), ("serena", "Chinese", 1082, 71),
            ("eric", "auto", 891, 78), ("ERIC", "Chinese", 891, 78), ("eric", "English", 891, 66),
            ("dylan", "AUTO", 894, 90), ("dylan", "sichuan_dialect", 894, 78),
        ])
    func rows(speaker: String, language: String, row: Int, tag: Int?) throws {
        let configuration = try TinyCheckpoint.custom.open().configuration
        let voice = try VoiceSelection(.speaker(speaker), language: language, configuration, checkpoint: "c")
        #expect(voice.speaker == row)
        #expect(voice.language == tag)
    }

    @Test("Where there is only one speaker, none needs to be named")
    func onlyOne() throws {
        var configuration = try TinyCheckpoint.base.open().configuration
        configuration.talker.speakers = ["amina": SpeakerRow(1016)]
        let voice = try VoiceSelection(.speaker(nil), language: "Auto", configuration, checkpoint: "c")
        #expect(voice.speaker == 1016)
    }

    @Test("A speech that ends before it begins is an error that says what to try")
    func silent() {
        #expect(
            SynthesisError.silent.description
                == "The model ended its speech before the first frame. Try another seed or text, or train it longer.")
    }

    @Test("generation_config.json decides, and what it leaves open is as in the official one")
    func generationOptions() throws {
        let damaged = try DamagedCheckpoint()
        let file = damaged.url.appending(path: "generation_config.json")
        #expect(try Checkpoint(damaged.url).generationOptions() == GenerationOptions())
        let json = #"""
            {"do_sample": false, "temperature": 0.5, "top_k": 7, "top_p": 0.8, "repetition_penalty": 1.2,
             "subtalker_dosample": false, "subtalker_temperature": 0.6, "subtalker_top_k": 8, "subtalker_top_p": 0.7}
            """#
        try Data(json.utf8).write(to: file)
        let options = try Checkpoint(damaged.url).generationOptions()
        #expect(
            options.talker
                == SamplingOptions(isSampled: false, temperature: 0.5, topK: 7, topP: 0.8, repetitionPenalty: 1.2))
        #expect(options.subTalker == SamplingOptions(isSampled: false, temperature: 0.6, topK: 8, topP: 0.7))
        try FileManager.default.removeItem(at: file)
        #expect(try Checkpoint(damaged.url).generationOptions() == GenerationOptions())
    }
}
