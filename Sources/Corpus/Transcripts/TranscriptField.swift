/// The names under which transcripts keep the same thing; the first is the one that messages recommend.
enum TranscriptField {
    static let audio = ["audio", "file_name", "audio_filepath"]
    static let text = ["text", "transcript", "sentence", "normalized_text"]
    static let language = ["language"]
    static let speaker = ["speaker"]
    static let reference = ["ref_audio"]
    static let instruct = ["instruct"]
}
