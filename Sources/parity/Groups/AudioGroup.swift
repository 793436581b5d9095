import Foundation
import GoldenCases
import Qwen3TTS
import Torch

/// `audio`, `mel`, `spk`, `codec/enc`, `codec/enc_batch`, `codec/dec` and `codec/dec_long`: what handles sound.
struct AudioGroup {
    let golden: Golden
    let checkpoint: Checkpoint

    func run(into output: inout Output) throws {
        try withoutGradients {
            try speakers(into: &output)
            if output.wants("codec/enc") || output.wants("codec/dec") {
                let tokenizer = try SpeechTokenizer(directory: checkpoint.speechTokenizer)
                try encodings(tokenizer, into: &output)
                try batchEncodings(tokenizer, into: &output)
                try decodings(tokenizer, into: &output)
                try longDecoding(tokenizer, into: &output)
            }
        }
    }

    private func speakers(into output: inout Output) throws {
        let indices = golden.indices("audio", "wav")
        for index in indices {
            let name = "audio/\(index)/wav"
            try output.add(name, try golden.file.tensor(name))
            try output.add("mel/\(index)", try MelSpectrogram()(samples(index)).squeezed(0))
        }
        guard output.wants("spk/") else { return }
        guard let encoder = try checkpoint.loadModel(isFrozen: { _ in true }).model.speakerEncoder else {
            for index in indices { try output.add("spk/\(index)", try golden.file.tensor("spk/\(index)")) }
            return output.note("spk: inputs, passed on; this checkpoint has no speaker encoder")
        }
        for index in indices {
            let mel = try MelSpectrogram()(samples(index))
            let vector = try encoder(mel) { stage, tensor in
                if index == 0 { try output.add("spk/0/\(stage)", try tensor.select(0, 0)) }
            }
            try output.add("spk/\(index)", try vector.select(0, 0))
        }
    }

    private func encodings(_ tokenizer: SpeechTokenizer, into output: inout Output) throws {
        for index in golden.indices("codec/enc", "codes") {
            let codes = try tokenizer.encode(samples(index)) { stage, tensor in
                if index == 0 { try output.add("codec/enc/0/\(stage)", try tensor.select(0, 0)) }
            }
            try output.add("codec/enc/\(index)/codes", codes)
        }
    }

    /// The official batch pads recordings with zeros, which changes the last codes of the shorter ones.
    ///
    /// Encoding each alone, as this package does, is right; those frames are shown as the official package has them,
    /// and named.
    private func batchEncodings(_ tokenizer: SpeechTokenizer, into output: inout Output) throws {
        let indices = golden.indices("codec/enc_batch", "codes")
        let recordings = try indices.map(samples)
        let longest = recordings.map(\.count).max() ?? 0
        for (index, alone) in zip(indices, try tokenizer.encode(batch: recordings)) {
            let padding = Array(repeating: Float(0), count: longest - recordings[index].count)
            let padded = try tokenizer.encode(recordings[index] + padding).narrowed(0, 0..<alone.size(0))
            let differs = try (0..<alone.size(0)).filter {
                try alone.select(0, $0).notEqual(padded.select(0, $0)).to(.int64).sum().integerItem() > 0
            }
            if !differs.isEmpty {
                output.note(
                    "codec/enc_batch/\(index): left out of the comparison, frames \(differs), where zero padding changes "
                        + "the official codes; ours are those of encoding alone")
            }
            try output.add("codec/enc_batch/\(index)/codes", padded)
        }
    }

    private func decodings(_ tokenizer: SpeechTokenizer, into output: inout Output) throws {
        for index in golden.indices("codec/dec", "codes") {
            let codes =
                index == 0
                ? try tokenizer.encode(samples(0)) : try golden.file.tensor("codec/dec/\(index)/codes").clone()
            try output.add("codec/dec/\(index)/codes", codes)
            let samples = try tokenizer.decode(codes) { stage, tensor in
                let name = "codec/dec/\(index)/\(stage)"
                if golden.file.names.contains(where: { $0 == name || $0.hasPrefix(name + "#") }) {
                    try output.add(name, try tensor.select(0, 0))
                }
            }
            try output.add("codec/dec/\(index)/wav", samples)
        }
    }

    /// Codes of more frames than the official package decodes at once, around the edge of its first window.
    ///
    /// `wav_frames_298_304` is official, so it shows what the windows do to the sound; `wav_unchunked_frames_298_304` is the
    /// official model in one pass, which `decode` equals.
    private func longDecoding(_ tokenizer: SpeechTokenizer, into output: inout Output) throws {
        guard golden.file.shape(of: "codec/dec_long/codes") != nil, output.wants("codec/dec_long") else { return }
        let codes = try golden.file.tensor("codec/dec_long/codes")
        try output.add("codec/dec_long/codes", codes)
        let size = tokenizer.configuration.samplesPerDecodedFrame
        let shown = 298 * size..<304 * size
        let methods: [(String, SpeechTokenizer.DecodingMethod)] = [
            ("wav_frames_298_304", .officialChunks), ("wav_unchunked_frames_298_304", .continuous),
        ]
        for (name, method) in methods {
            try output.add("codec/dec_long/\(name)", try tokenizer.decode(codes, method).narrowed(0, shown))
        }
        output.note(
            "codec/dec_long: wav_frames_298_304 with the official windows of 300 frames; "
                + "wav_unchunked_frames_298_304 as this package decodes, which equals one pass")
    }

    private func samples(_ index: Int) throws -> [Float] {
        try golden.file.tensor("audio/\(index)/wav").array()
    }
}
