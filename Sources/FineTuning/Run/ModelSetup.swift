import Audio
import Files
import Foundation
import NeuralNetwork
import Optimization
import Qwen3TTS
import Torch
import TrainingSettings

/// The model of a run: loaded, with a row for every speaker and new language, and divided into trained and frozen.
struct ModelSetup {
    let configuration: ModelConfiguration
    let talker: Talker
    let speakers: SpeakerTable
    /// Rows of all language tags, the new ones included; and the new ones alone.
    let languages: [String: Int]
    let newLanguages: [String: Int]
    /// What the optimizer changes, by official name; the speakers' table is called `speaker_rows`.
    let trained: [Parameter]
    /// Everything that an exported checkpoint holds.
    let parameters: [(name: String, tensor: Tensor)]
    /// What tells the recordings that the speakers' vectors were made of from others.
    let references: String
    /// What the user has to know about languages.
    let notes: [String]

    static let speakerRowsName = "speaker_rows"

    /// - Parameter references: the recordings that show a speaker's voice; asked for when the checkpoint makes vectors of them.
    init(
        _ checkpoint: Checkpoint, settings: Settings, speakers names: [String], languages spoken: Set<String>,
        on device: Device, references: (_ speaker: String) throws -> [Waveform]
    ) throws {
        configuration = checkpoint.configuration
        let isTrained = { (name: String) in
            TrainablePart(parameter: name).map(settings.trainable.contains) ?? false
        }
        // New language rows are written into the codec embedding even where it is not trained, and are then not mapped.
        let isFrozen = { (name: String) in !isTrained(name) && !name.contains("talker.model.codec_embedding") }
        let loaded = try checkpoint.loadModel(on: device, isFrozen: isFrozen)
        talker = loaded.model.talker
        let digest = Digest(.sha256)
        speakers = try Self.speakers(names.sorted(), checkpoint, loaded.model) { name in
            let recordings = try references(name)
            for recording in recordings { digest.update(recording) }
            return recordings
        }
        self.references = digest.bytes.hexadecimal
        newLanguages = try checkpoint.rows(forNewLanguages: settings.newLanguages.map(\.name))
        languages = configuration.talker.languages.merging(newLanguages) { known, _ in known }
        try Self.initialise(newLanguages, from: settings.newLanguages, talker)
        parameters = loaded.parameters.filter { $0.name.hasPrefix("talker.") }
        var trained = parameters.filter { isTrained($0.name) }.map { Parameter($0.name, $0.tensor) }
        if settings.trainable.contains(.speakerRows) {
            trained.append(Parameter(Self.speakerRowsName, speakers.vectors))
        }
        self.trained = trained
        notes = settings.newLanguages.compactMap { language in
            Self.note(
                on: language.name, row: checkpoint.configuration.talker.languages[language.name],
                isSpoken: spoken.contains(language.name), settings)
        }
    }

    /// How many parameters are trained.
    var summary: String {
        let count = trained.reduce(0) { $0 + $1.tensor.elementCount }
        let all = parameters.reduce(0) { $0 + $1.tensor.elementCount }
        return "training \(millions(count)) of \(millions(all)) million parameters; speakers: "
            + zip(speakers.names, speakers.rows).map { "\($0) (row \($1))" }.joined(separator: ", ")
    }

    private func millions(_ count: Int) -> String {
        String((Double(count) / 1e5).rounded() / 10)
    }

    /// A speaker's vector comes from its reference recordings; without a speaker encoder, from the row that it has.
    private static func speakers(
        _ names: [String], _ checkpoint: Checkpoint, _ model: Qwen3TTSModel,
        _ references: (String) throws -> [Waveform]
    ) throws -> SpeakerTable {
        let rows = try checkpoint.rows(forSpeakers: names)
        var vectors: [Tensor] = []
        for speaker in names {
            if let encoder = model.speakerEncoder {
                vectors.append(try encoder.voice(of: references(speaker).map(\.samples)))
            } else if let row = checkpoint.configuration.talker.speakers[speaker]?.index {
                vectors.append(try model.talker.codecEmbedding.table.select(0, row).detached().clone())
            } else {
                throw TrainingError.speakerWithoutVector(name: speaker, checkpoint: checkpoint.url.path)
            }
        }
        return SpeakerTable(names: names, rows: names.map { rows[$0, default: 0] }, vectors: try stacked(vectors, 0))
    }

    /// Why a language that the user has named is not learnt as a new one; nil where it is.
    private static func note(on name: String, row: Int?, isSpoken: Bool, _ settings: Settings) -> String? {
        if let row {
            return
                "NEW_LANGUAGES: the checkpoint has a tag for '\(name)' already (row \(row)), which goes on from where it is"
        }
        let reason: String
        if !settings.trainable.contains(.embeddings) {
            reason = "TRAINABLE has no 'embeddings'"
        } else if settings.languageTagRatio == 0 {
            reason = "LANGUAGE_TAG_RATIO is 0"
        } else if !isSpoken {
            reason = "no clip to train on is in it"
        } else {
            return nil
        }
        return
            "NEW_LANGUAGES: nothing trains the tag of '\(name)', which stays the mean of those that it starts from: \(reason)"
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

extension Digest {
    /// Takes a recording in, to the last bit.
    fileprivate func update(_ recording: Waveform) {
        update(Data("\(recording.sampleRate) \(recording.samples.count)".utf8))
        var bytes = Data(capacity: recording.samples.count * 4)
        for sample in recording.samples {
            let bits = sample.bitPattern
            for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        }
        update(bytes)
    }
}
