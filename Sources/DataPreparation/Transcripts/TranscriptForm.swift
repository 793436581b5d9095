/// A form in which people keep what is said in recordings, recognised by its shape.
///
/// To add a form is to add a file with a type that conforms, and a line in `TranscriptForms.all`.
protocol TranscriptForm: Sendable {
    /// The transcript of a place that has this form; nil for any other place.
    ///
    /// - Throws: `DataPreparationError` where the place has this form beyond doubt and still cannot be read.
    static func recognise(_ place: TranscriptPlace) throws -> Self?

    /// Every line of the transcript, and an account of them for each file.
    ///
    /// - Throws: `DataPreparationError` when the transcript as a whole cannot be read.
    func read(_ place: TranscriptPlace) throws -> SourceReading
}

/// The forms that are read.
enum TranscriptForms {
    /// Those whose texts are together in few files.
    static let inOneFile: [any TranscriptForm.Type] = [
        JSONForm.self, TableForm.self, SplitTablesForm.self, ManifestForm.self, KaldiForm.self,
    ]

    /// In the order in which a place is held against them.
    static let all: [any TranscriptForm.Type] =
        inOneFile + [LibriSpeechForm.self, SpeakerFoldersForm.self, SidecarForm.self, LoneTableForm.self]

    /// The form of a place.
    ///
    /// - Throws: `DataPreparationError.formNotRead`, `.noTranscript` or `.notASource` where it has none.
    static func recognise(_ place: TranscriptPlace) throws -> any TranscriptForm {
        if let form = try first(of: all, in: place) { return form }
        throw UnreadForm.error(place)
    }

    /// The first of several forms that a place has.
    static func first(
        of forms: [any TranscriptForm.Type], in place: TranscriptPlace
    ) throws -> (any TranscriptForm)? {
        for form in forms {
            if let found = try form.recognise(place) { return found }
        }
        return nil
    }
}
