import Foundation
import ModelInitialization
import Qwen3TTS
import Testing

@Suite("What is said when a checkpoint cannot be initialised")
struct InitializationErrorTests {
    static let messages: [(InitializationError, String)] = [
        (
            .needsTokenizer(size: .small),
            "A checkpoint of the size 0.6b has Qwen's whole vocabulary, which does not ship with this program. Give with "
                + "--tokenizer a folder that has vocab.json, merges.txt and tokenizer_config.json of "
                + "Qwen/Qwen3-TTS-12Hz-0.6B-Base."
        ),
        (
            .surplusTokenizer(size: .mini, path: "/t"),
            "A checkpoint of the size mini has a reduced vocabulary of its own, so the tokenizer '/t' has no use. Leave "
                + "--tokenizer out, or choose the size 0.6b or 1.7b."
        ),
        (
            .wrongTokenizer(
                path: "/t", size: .large,
                [
                    .init("the number of tokens", found: 1057, expected: 151_676),
                    .init("the id of '<tts_pad>'", found: nil, expected: 151_671),
                ]),
            """
            The tokenizer '/t' is not the one of Qwen3-TTS, which a checkpoint of the size 1.7b needs:
              the number of tokens is 1057, where 151676 is expected.
              the id of '<tts_pad>' is missing, where 151671 is expected.
            Take vocab.json, merges.txt and tokenizer_config.json from Qwen/Qwen3-TTS-12Hz-0.6B-Base.
            """
        ),
    ]

    @Test("Every message says what is wrong and what to do", arguments: messages)
    func message(error: InitializationError, text: String) {
        #expect(error.description == text)
    }

    @Test("The real sizes need a tokenizer, and the small ones refuse one")
    func tokenizerPresence() {
        let target = URL(filePath: "/nowhere/model")
        #expect(throws: InitializationError.needsTokenizer(size: .large)) {
            try CheckpointInitialization(size: .large).write(to: target)
        }
        #expect(throws: InitializationError.surplusTokenizer(size: .tiny, path: "/t")) {
            try CheckpointInitialization(size: .tiny, tokenizer: URL(filePath: "/t")).write(to: target)
        }
    }
}
