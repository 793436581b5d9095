import ArgumentParser

/// `qwen3-tts codec`: the speech tokenizer alone.
struct CodecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codec",
        abstract: "Turn recordings into codes, and codes into sound.",
        discussion: """
            A file of codes is a safetensors file with one tensor, 'codes', [frames, codebooks] in int16: 12.5 frames for \
            each second. In Python: safetensors.torch.load_file(path)["codes"].
            """,
        subcommands: [CodecEncodeCommand.self, CodecDecodeCommand.self])
}
