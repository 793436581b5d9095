import Audio
import Foundation

/// A data folder of Kaldi, ESPnet or CosyVoice: `wav.scp` and `text`, with `segments`, `utt2spk`, `utt2lang` and `instruct` where they are.
///
/// Reference: https://kaldi-asr.org/doc/data_prep.html. Commands in `wav.scp` are never run.
struct KaldiForm: TranscriptForm {
    static func recognise(_ place: TranscriptPlace) throws(DataPreparationError) -> KaldiForm? {
        guard place.isFolder, place.file("wav.scp") != nil else { return nil }
        guard place.file("text") != nil else {
            throw DataPreparationError.incompleteKaldi(folder: place.url.path, lacks: "text")
        }
        return KaldiForm()
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading {
        let table = { (name: String) throws in
            try place.file(name).map { file in try KaldiTable(file) }
        }
        guard let recordings = try table("wav.scp"), let texts = try table("text") else { return SourceReading() }
        let segments = try table("segments")
        let speakers = try table("utt2spk")
        let languages = try table("utt2lang")
        let instructs = try table("instruct")
        var lines = texts.entries.map { entry in
            SourceLine(
                origin: Origin(file: texts.file.path, line: entry.line),
                content: Result { () throws(LineFailure) in
                    let text = try texts.value(of: entry)
                    let speaker = try speakers?.required(entry.id).value
                    let recording =
                        if let segments {
                            try segment(try segments.required(entry.id).value, of: entry.id, recordings, place)
                        } else {
                            Recording.file(try path(of: entry.id, recordings, place))
                        }
                    return SourceLine.Transcript(
                        recording: recording, text: text, language: languages?.value(of: entry.id), speaker: speaker,
                        instruct: instructs?.value(of: entry.id))
                })
        }
        // What no text is there for is named as well.
        lines += (segments ?? recordings).unused(by: Set(texts.entries.map(\.id)), in: "text")
        if let segments {
            let used = Set(segments.entries.compactMap { $0.value.split { $0.isWhitespace }.first.map(String.init) })
            lines += recordings.unused(by: used, in: "segments")
        }
        let files = ["wav.scp", "text", "segments", "utt2spk", "utt2lang", "instruct"].filter { place.file($0) != nil }
        let account = TranscriptAccount(
            file: texts.file.path, form: "Kaldi: \(files.joined(separator: ", "))", lines: texts.lineCount,
            rows: texts.entries.count, blank: texts.lineCount - texts.entries.count)
        return SourceReading(lines: lines, accounts: [account])
    }

    /// The file of a recording.
    private func path(
        of id: String, _ recordings: KaldiTable, _ place: TranscriptPlace
    ) throws(LineFailure) -> String {
        let entry = try recordings.required(id)
        if entry.value.hasSuffix("|") || entry.value.hasPrefix("|") {
            throw LineFailure(.pairing(.command(entry.value, id: id, line: entry.line)))
        }
        if entry.value.contains(/\.ark(:[0-9]+)?(\[.*\])?$/) {
            throw LineFailure(.pairing(.archive(entry.value, id: id, line: entry.line)))
        }
        return place.recording(entry.value).path
    }

    /// The segment `RECORDING START END` of a recording; an end of -1 is that of the file.
    private func segment(
        _ words: String, of id: String, _ recordings: KaldiTable, _ place: TranscriptPlace
    ) throws(LineFailure) -> Recording {
        let parts = words.split { $0.isWhitespace }.map(String.init)
        let names = ["recording", "start", "end", "channel"]
        guard parts.count == 3 || parts.count == 4 else {
            throw LineFailure(
                .badTime(field: "segments", found: "\(id) \(words)", expected: "'\(id) RECORDING START END' in seconds")
            )
        }
        var fields = Dictionary(uniqueKeysWithValues: zip(names, parts))
        if fields["end"].flatMap(Double.init) == -1 { fields["end"] = nil }
        fields["recording"] = nil
        return try SegmentFields(fields).recording(in: try path(of: parts[0], recordings, place))
    }
}
