public import Foundation
public import SpeechDataset

/// A folder of recordings with a transcript, or the transcript alone, in any of the forms that `TranscriptForms` lists.
///
/// Recordings are looked for beside the transcript, in `wavs` and in `audio`, with or without the extension. In a folder,
/// `reference.wav` (or .flac, .mp3, .ogg, .opus) shows the voice.
public struct TranscriptSource: Source {
    private let place: TranscriptPlace
    private let form: any TranscriptForm

    /// Recognises the form of a place, whose lines are not read yet.
    ///
    /// - Throws: `DataPreparationError.sourceMissing`, `.noTranscript`, `.notASource`, or what speaks against the form that it has.
    public init(
        _ location: URL, fields: TranscriptFields = TranscriptFields(), speaker: String? = nil
    ) throws {
        try self.init(TranscriptPlace(location, fields: fields, speaker: speaker))
    }

    init(_ place: TranscriptPlace) throws {
        self.place = place
        form = try TranscriptForms.recognise(place)
    }

    /// The path of the folder or file.
    public var title: String { place.url.path }

    /// The name of the folder, or of the file without its extension; of `metadata.csv` and its like, the folder's.
    public var defaultName: String {
        let url = place.url.standardizedFileURL
        let name = url.deletingPathExtension().lastPathComponent
        return place.isFolder || name == "metadata" ? place.folder.standardizedFileURL.lastPathComponent : name
    }

    /// The file `reference` of a folder, with any extension of audio.
    public var reference: URL? { place.reference }

    /// Every line of the transcript.
    ///
    /// - Throws: `DataPreparationError` when the transcript cannot be read.
    public func read(limit: Int?) throws -> SourceReading { try form.read(place).prefix(limit) }
}
