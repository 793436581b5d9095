import ArgumentParser
import Audio
import FineTuning
import Foundation
import ProcessorKernels
import Qwen3TTS
import SpeechGeneration
import Torch
import TrainingSettings

/// `qwen3-tts speak`: texts, spoken by one of a checkpoint's speakers or in the voice of a recording.
struct SpeakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "speak", abstract: "Speak a text with a checkpoint, or every line of a file.",
        discussion: """
            A fine-tuned checkpoint speaks as its speakers (--speaker); a base model clones a recording (--reference \
            with --reference-text, or with --x-vector-only). Long texts are cut at sentence ends and joined again.

            One text to one file:      qwen3-tts speak CHECKPOINT "Good morning." --speaker amina -o morning.wav
            A file to a folder:        qwen3-tts speak CHECKPOINT --lines texts.txt --speaker amina -o spoken
            To a player as it comes:   qwen3-tts speak CHECKPOINT "..." --stream | aplay -f S16_LE -r 24000
            """)

    @Argument(help: "A checkpoint: a folder, or USER/NAME[@REVISION] on the Hugging Face Hub.") var checkpoint: String
    @Argument(help: "The text.") var text: String?
    @Option(help: "A text file instead: each line that is not empty becomes a file 0001.wav, 0002.wav, ...")
    var lines: String?
    @Option(
        name: .shortAndLong,
        help:
            "The file to write (.wav or .flac), or the folder for --lines, or - for --stream (default: speech.wav, speech, -)."
    )
    var output: String?
    @Option(help: "Also write the codes, as the tensor 'codes' [frames, codebooks] (.safetensors).")
    var codesOut: String?
    @Flag(help: "Write sound while it is generated: raw 16-bit samples at 24 kHz to -, or a WAV file that grows.")
    var stream = false
    @Flag(help: "With --lines, keep the files that are there, and speak only those that are missing.")
    var resume = false

    @OptionGroup(title: "Voice") var voice: VoiceOptionGroup
    @OptionGroup(title: "Sampling") var sampling: SamplingOptionGroup

    @Option(help: "Cut a text of more letters than this at sentence ends; 0 never cuts.") var splitAt = 300
    @Option(
        help: "Try speech of an impossible length again, with another seed, this often (default: 2; with --stream, 0).")
    var retries: Int?
    @Option(help: "Texts, or pieces of a text, spoken at a time.") var batchSize = 8
    @Flag(help: "Round the weights to eight bits: faster, and almost the same speech.") var int8 = false
    @Option(help: "CPU threads (default: all cores).") var threads: Int?
    @Option(
        help: ArgumentHelp(
            "Where to speak: auto, cpu, cuda or cuda:N; auto takes a GPU if there is one (default: auto).",
            valueName: "device"),
        transform: Self.device)
    var device = DeviceChoice.auto

    @Sendable private static func device(_ text: String) throws -> DeviceChoice {
        guard let device = DeviceChoice(text) else {
            throw ValidationError("expected auto, cpu, cuda or cuda:N")
        }
        return device
    }

    func validate() throws {
        guard (text == nil) != (lines == nil) else {
            throw ValidationError(
                text == nil
                    ? "There is nothing to say: give a text, or a file of lines with --lines."
                    : "A text and --lines were both given: give one of them.")
        }
        let numbers = [("split-at", splitAt, 0), ("retries", retries ?? 0, 0), ("batch-size", batchSize, 1)]
        for (name, value, least) in numbers
        where value < least {
            throw ValidationError("--\(name) is \(value), but must be \(least) or more.")
        }
        if let threads, threads < 1 { throw ValidationError("--threads is \(threads), but must be 1 or more.") }
        if let codesOut, URL(filePath: codesOut).pathExtension.lowercased() != "safetensors" {
            throw ValidationError("--codes-out is '\(codesOut)', but must end in .safetensors.")
        }
        if resume && lines == nil { throw ValidationError("--resume goes with --lines.") }
        if lines != nil && (stream || codesOut != nil) {
            throw ValidationError("--lines writes one file per line: leave --\(stream ? "stream" : "codes-out") out.")
        }
        if stream, let retries, retries > 0 {
            throw ValidationError("--retries cannot take back what --stream has given out.")
        }
        let ending = URL(filePath: output ?? "speech.wav").pathExtension.lowercased()
        if stream {
            guard output == nil || output == "-" || ending == "wav" else {
                throw ValidationError("--output is '\(output ?? "")', but with --stream must be - or end in .wav.")
            }
        } else if lines == nil, !["wav", "flac"].contains(ending) {
            throw ValidationError("--output is '\(output ?? "")', but must end in .wav or .flac.")
        }
    }

    func run() async throws {
        let notice =
            lines == nil
            ? "what was spoken so far is written" : "finished files are kept, and --resume speaks only the others"
        try await Interruption.during(notice) { interruption in try await run(interruption) }
    }

    private func run(_ interruption: Interruption) async throws {
        let folder = try await ModelFolder.resolve(checkpoint)
        // Threads are counted for the one that goes on here.
        Runtime.begin(threads: threads)
        let checkpoint = try Checkpoint(folder)
        // What is wrong shows before the weights are read.
        try voice.check(checkpoint)
        if let text, text.allSatisfy(\.isWhitespace) { throw SynthesisError.emptyText }
        let recording = try voice.recording()
        let options = try sampling.options(checkpoint)
        if let codesOut { try AudioFile.checkWritable(URL(filePath: codesOut)) }

        if let lines {
            let work = try SpokenLines(URL(filePath: lines), to: URL(filePath: output ?? "speech"), resume: resume)
            if !work.pending.isEmpty { try speak(work, checkpoint, recording, options, interruption) }
            work.report()
        } else if stream {
            try speakStreaming(checkpoint, recording, options, interruption)
        } else {
            try speakFile(checkpoint, recording, options, interruption)
        }
    }

    // MARK: Three ways out

    private func speakFile(
        _ checkpoint: Checkpoint, _ recording: Waveform?, _ options: GenerationOptions, _ interruption: Interruption
    ) throws {
        let url = URL(filePath: output ?? "speech.wav")
        try AudioFile.checkWritable(url)
        let (synthesizer, cloned) = try load(checkpoint, recording)
        let line = ProgressLine()
        let watch = Stopwatch()
        let speech = try synthesizer.speak(voice.request(text ?? "", cloned, options)) { frames in
            line.show("\(watch.seconds(frames)) s spoken")
            return interruption.shouldStop()
        }
        try AudioFile.write(
            Waveform(samples: speech.samples, sampleRate: synthesizer.sampleRate), to: url,
            format: url.pathExtension.lowercased() == "flac" ? .flac16 : .wav16)
        try writeCodes(speech)
        line.print("\(url.path): \(watch.summary(samples: speech.samples.count))")
        if let note = speech.note(maxSeconds: sampling.maxSeconds) { line.print(note) }
        if let exitCode = interruption.exitCode { throw exitCode }
    }

    private func speak(
        _ work: SpokenLines, _ checkpoint: Checkpoint, _ recording: Waveform?, _ options: GenerationOptions,
        _ interruption: Interruption
    ) throws {
        let (synthesizer, cloned) = try load(checkpoint, recording)
        let line = ProgressLine()
        let watch = Stopwatch()
        var done = 0
        var samples = 0
        try synthesizer.speak(
            work.pending.map { voice.request($0.text, cloned, options) },
            shouldStop: { frames in
                line.show(
                    "\(ProgressLine.bar(done, of: work.pending.count)) \(done) of \(work.pending.count) lines, "
                        + "\(watch.seconds(frames)) s spoken")
                return interruption.shouldStop()
            },
            onSpeech: { index, speech in
                done += 1
                let item = work.pending[index]
                guard !speech.samples.isEmpty else {
                    return line.print("Line \(item.line): \(SynthesisError.silent)")
                }
                samples += speech.samples.count
                try AudioFile.write(
                    Waveform(samples: speech.samples, sampleRate: synthesizer.sampleRate), to: item.url, format: .wav16)
                if let note = speech.note(maxSeconds: sampling.maxSeconds) { line.print("Line \(item.line): \(note)") }
            })
        line.print("\(done) of \(work.pending.count) lines: \(watch.summary(samples: samples))")
        if let exitCode = interruption.exitCode { throw exitCode }
    }

    private func speakStreaming(
        _ checkpoint: Checkpoint, _ recording: Waveform?, _ options: GenerationOptions, _ interruption: Interruption
    ) throws {
        let target = output ?? "-"
        if target == "-" && isatty(STDOUT_FILENO) == 1 {
            throw ValidationError(
                "--stream writes raw samples, which a terminal cannot show: send them to a player or a file, or name a .wav."
            )
        }
        if target != "-" { try AudioFile.checkWritable(URL(filePath: target)) }
        let (synthesizer, cloned) = try load(checkpoint, recording)
        let line = ProgressLine()
        let watch = Stopwatch()
        let writer =
            target == "-"
            ? try AudioStreamWriter(
                to: .standardOutput, name: "standard output", format: .pcm16, sampleRate: synthesizer.sampleRate)
            : try AudioStreamWriter(to: URL(filePath: target), format: .wav16, sampleRate: synthesizer.sampleRate)
        var samples = 0
        var first: Double?
        let speech = try synthesizer.stream(voice.request(text ?? "", cloned, options)) { chunk, frames in
            first = first ?? watch.elapsed
            samples += chunk.count
            line.show("\(watch.seconds(frames)) s spoken")
            // Nobody listens any more: an ordinary end.
            return try writer.append(chunk) && !interruption.shouldStop()
        }
        try writer.close()
        try writeCodes(speech)
        let start = ((first ?? 0) * 100).rounded() / 100
        line.print(
            "\(target == "-" ? "standard output" : target): \(watch.summary(samples: samples)), first sound after "
                + "\(start) s")
        if let note = speech.note(maxSeconds: sampling.maxSeconds) { line.print(note) }
        if let exitCode = interruption.exitCode { throw exitCode }
    }

    // MARK: Parts

    private func load(_ checkpoint: Checkpoint, _ recording: Waveform?) throws -> (Synthesizer, ClonedVoice?) {
        var options = Synthesizer.Options()
        options.weights = int8 ? .int8 : .asStored
        options.pieceLength = splitAt
        options.batchSize = batchSize
        options.retries = retries ?? 2
        options.device = try device.resolved()
        let synthesizer = try Synthesizer(checkpoint, options, clones: recording != nil && !voice.xVectorOnly)
        let cloned = try recording.map { recording in
            try synthesizer.cloneVoice(recording.samples, text: voice.xVectorOnly ? nil : voice.referenceText)
        }
        return (synthesizer, cloned)
    }

    private func writeCodes(_ speech: Synthesizer.Speech) throws {
        guard let codesOut else { return }
        let codes = try Tensor(
            indices: speech.codes.flatMap(\.self), shape: [speech.codes.count, speech.codes.first?.count ?? 0])
        try CodesFile.write(codes, to: URL(filePath: codesOut))
    }
}

/// How long work took, beside the speech that came of it.
private struct Stopwatch {
    private let start = ContinuousClock.now

    var elapsed: Double { (ContinuousClock.now - start) / .seconds(1) }

    /// Seconds of speech, to a tenth.
    func seconds(_ frames: Int) -> Double {
        (Double(frames) / SpeechLength.frameRate * 10).rounded() / 10
    }

    func summary(samples: Int) -> String {
        let spoken = Double(samples) / 24000
        let factor = spoken > 0 ? (elapsed / spoken * 100).rounded() / 100 : 0
        return "\((spoken * 10).rounded() / 10) s of speech in \((elapsed * 10).rounded() / 10) s, "
            + "real-time factor \(factor)"
    }
}

extension Synthesizer.Speech {
    /// What a listener should know; nil if all is well.
    fileprivate func note(maxSeconds: Double) -> String? {
        let which = pieces == 1 ? "" : " in \(cutPieces > 0 ? cutPieces : oddPieces) of \(pieces) pieces"
        if cutPieces > 0 {
            return
                "The model did not end by itself\(which): the speech was cut at \(maxSeconds) s. Try another seed, or more "
                + "--retries."
        }
        if oddPieces > 0 {
            return
                "The speech has not the length of its text\(which). Listen to it, and try another seed, or more --retries."
        }
        return nil
    }
}
