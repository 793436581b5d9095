/// The frames that the model expects around its texts.
///
/// The official code slices the role as exactly three tokens and the tail as five, which holds only if the text is
/// ``speakableText(_:)``: a leading line break would merge with the one after the role.
///
/// Reference: `_build_assistant_text`, `_build_ref_text` and `_build_instruct_text` of `qwen_tts/inference/qwen3_tts_model.py`
/// in qwen-tts 0.1.1.
public enum ChatTemplate {
    /// The text to speak.
    public static func assistant(_ text: String) -> String {
        "<|im_start|>assistant\n\(text)<|im_end|>\n<|im_start|>assistant\n"
    }

    /// The transcript of a reference recording.
    public static func reference(_ text: String) -> String {
        "<|im_start|>assistant\n\(text)<|im_end|>\n"
    }

    /// How the text is to be spoken.
    public static func instruct(_ text: String) -> String {
        "<|im_start|>user\n\(text)<|im_end|>\n"
    }
}
