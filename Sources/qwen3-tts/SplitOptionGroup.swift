import ArgumentParser
import DataPreparation

/// How much is prepared, and how.
struct SplitOptionGroup: ParsableArguments {
    @Option(help: "The share of clips that validate instead of train.") var validationShare = 0.1
    @Option(help: "The most clips of a speaker to train on, and as many to validate with (default: all).")
    var maxSamples: Int?
    @Option(help: "Recordings decoded at the same time (default: all cores).") var workers: Int?
    @Flag(
        help: """
            Remove the decoded clips in .prepare that this run does not use. Without it they stay, so that a try with few \
            clips or other settings costs nothing later.
            """)
    var clean = false
    @Flag(
        help: """
            Write the codes of the speech tokenizer too (INIT_MODEL_PATH or TOKENIZER_PATH), so that nobody encodes again.
            """)
    var withCodes = false

    func validate() throws {
        for (option, number) in [("--max-samples", maxSamples), ("--workers", workers)] {
            if let number, number < 1 { throw ValidationError("\(option) takes a number from 1; found \(number).") }
        }
    }

    /// Puts what was given into a preparation.
    func apply(to preparation: inout Preparation) {
        preparation.validationShare = validationShare
        preparation.maximumClips = maxSamples
        preparation.forgetsUnused = clean
        if let workers { preparation.workers = workers }
    }
}
