import Audio
import Foundation
import NeuralNetwork
import Qwen3TTS
import Torch
import TrainingSettings

/// The model of a run: loaded, with a row for every speaker and new language, and divided into trained and frozen.
struct ModelSetup {
    let configuration: ModelConfiguration
    let talker: Talker
    let voices: Voices
    /// Rows of all language tags, the new ones included; and the new ones alone.
    let languages: [String: Int]
    let newLanguages: [String: Int]
    /// What the optimizer changes, by official name; the speakers' table is called `speaker_rows`.
    let trained: [(name: String, tensor: Tensor)]
    /// Everything that an exported checkpoint holds.
    let parameters: [(name: String, tensor: Tensor)]

    static let speakerRowsName = "speaker_rows"

    /// - Parameter references: the recordings that show a speaker's voice; asked for when the checkpoint makes vectors of them.
    init(
        _ checkpoint: Checkpoint, settings: Settings, speakers: [String], on device: Device,
        references: (_ speaker: String) throws -> [Waveform]
    ) throws {
        configuration = checkpoint.configuration
        let isTrained = { (name: String) in
            TrainablePart(parameter: name).map(settings.trainable.contains) ?? false
        }
        // New language rows are written into the codec embedding even where it is not trained, and are then not mapped.
        let isFrozen = { (name: String) in !isTrained(name) && !name.contains("talker.model.codec_embedding") }
        let loaded = try checkpoint.loadModel(on: device, isFrozen: isFrozen)
        talker = loaded.model.talker
        voices = try Self.voices(speakers.sorted(), checkpoint, loaded.model, references)
        newLanguages = try checkpoint.rows(forNewLanguages: settings.newLanguages.map(\.name))
        languages = configuration.talker.languages.merging(newLanguages) { known, _ in known }
        try Self.initialise(newLanguages, from: settings.newLanguages, talker)
        parameters = loaded.parameters.filter { $0.name.hasPrefix("talker.") }
        var trained = parameters.filter { isTrained($0.name) }
        if settings.trainable.contains(.speakerRows) { trained.append((Self.speakerRowsName, voices.table)) }
        self.trained = trained
    }

    /// How many parameters are trained.
    var summary: String {
        let count = trained.reduce(0) { $0 + $1.tensor.elementCount }
        let all = parameters.reduce(0) { $0 + $1.tensor.elementCount }
        return "training \(millions(count)) of \(millions(all)) million parameters; speakers: "
            + zip(voices.names, voices.rows).map { "\($0) (row \($1))" }.joined(separator: ", ")
    }

    private func millions(_ count: Int) -> String {
        String((Double(count) / 1e5).rounded() / 10)
    }

    /// A speaker's vector comes from its reference recordings; without a speaker encoder, from the row that it has.
    private static func voices(
        _ speakers: [String], _ checkpoint: Checkpoint, _ model: Qwen3TTSModel,
        _ references: (String) throws -> [Waveform]
    ) throws -> Voices {
        let rows = try checkpoint.rows(forSpeakers: speakers)
        var vectors: [Tensor] = []
        for speaker in speakers {
            if let encoder = model.speakerEncoder {
                vectors.append(try Voices.vector(of: references(speaker).map(\.samples), encoder))
            } else if let row = checkpoint.configuration.talker.speakers[speaker]?.index {
                vectors.append(try model.talker.codecEmbedding.table.select(0, row).detached().clone())
            } else {
                throw TrainingError.speakerWithoutVector(name: speaker, checkpoint: checkpoint.url.path)
            }
        }
        return Voices(
            names: speakers, rows: speakers.map { rows[$0, default: 0] },
            table: try stacked(vectors, 0))
    }

    /// A new language starts as the mean of the languages that it is named after.
    private static func initialise(
        _ rows: [String: Int], from languages: [NewLanguage], _ talker: Talker
    ) throws {
        try withoutGradients {
            let table = talker.codecEmbedding.table
            for language in languages {
                guard let row = rows[language.name] else { continue }  // The checkpoint has a tag for it already.
                let baseRows = try language.sources.map { base in
                    guard let row = talker.configuration.languages[base] else {
                        throw TrainingError.unknownBaseLanguage(
                            base, newLanguage: language.name, known: Array(talker.configuration.languages.keys))
                    }
                    return row
                }
                let mean = try table.indexSelect(0, Tensor(indices: baseRows).to(table.device)).mean(0)
                try table.select(0, row).assign(mean)
            }
        }
    }
}
