extension Settings {
    /// Every setting, in the order of the example file and of the help.
    ///
    /// Parsing, checks and both texts follow from it.
    public static let descriptors: [SettingDescriptor] =
        modelAndData + batches + schedule + optimizer + lesson + machine + log + hubTable

    /// The key of a flag as typed, `--learning-rate` or `--learning_rate`; `nil` if there is no such setting.
    public static func key(forFlag flag: String) -> String? {
        let key = flag.drop { $0 == "-" }.uppercased().replacing("-", with: "_")
        return descriptors.contains { $0.key == key } ? key : nil
    }

    /// The flags of the Python project that this version does not use, without dashes: reading them says so.
    public static var unusedFlags: [String] { UnusedKeys.names.map { $0.lowercased().replacing("_", with: "-") } }

    private static let modelAndData: [SettingDescriptor] = {
        let group = "Model and data"
        return [
            .init(
                group, "INIT_MODEL_PATH", \.initModelPath, .optional(.model),
                "The checkpoint to start from, in the official layout.", absence: "'finetune' needs one",
                decides: .nothing),
            .init(
                group, "TOKENIZER_PATH", \.tokenizerPath, .optional(.model),
                "The speech tokenizer that makes codes; it must be the one that the checkpoint has.",
                absence: "the checkpoint's own", decides: .nothing),
            .init(
                group, "TRAIN_DATA", \.trainData, .optional(.model), "The prepared dataset.",
                absence: "HF_DATASET_REPO, else the folder 'prepared'", decides: .nothing),
            .init(
                group, "HF_DATASET_REPO", \.datasetRepository, .optional(.repository),
                "The prepared dataset on the Hub, for where TRAIN_DATA is not set.", absence: "none", decides: .nothing),
            .init(
                group, "USE_STREAMING_DATASET", \.isStreaming, .truth,
                "Whether to read the dataset while training, without a copy of it on this machine."),
            .init(
                group, "SHUFFLE_BUFFER_SIZE", \.shuffleBufferSize, .integer(from: 1),
                "Utterances that are held and shuffled together when streaming."),
            .init(
                group, "MAX_BAD_SHARE", \.maximumBadShare, .share,
                "The share of lines or rows that may be unusable and are then skipped, when preparing and when training.",
                decides: .nothing),
            .init(group, "OUTPUT_DIR", \.outputDirectory, .path, "Where checkpoints and logs go.", decides: .nothing),
            .init(
                group, "CACHE_DIR", \.cacheDirectory, .path, "Where speech codes that were computed once are kept.",
                absence: "$XDG_CACHE_HOME/qwen3-tts, else ~/.cache/qwen3-tts", decides: .nothing),
            .init(
                group, "TRAIN_SPEAKERS", \.trainSpeakers, .speakers, "The speakers to train on.",
                absence: "all speakers", decides: .nothing),
            .init(
                group, "MAX_TRAIN_SAMPLES", \.maxTrainSamples, .integer(from: 0),
                "Utterances to train on at most; 0 for all.", decides: .nothing),
            .init(
                group, "MAX_VAL_SAMPLES", \.maxValidationSamples, .integer(from: 0),
                "Utterances to validate on at most; 0 for all.", decides: .nothing),
        ]
    }()

    private static let batches: [SettingDescriptor] = {
        let group = "Batches"
        return [
            .init(
                group, "BATCH_SIZE", \.batchSize, .integer(from: 1), "Utterances per micro-batch.", decides: .nothing),
            .init(
                group, "TRAIN_BATCH_SIZE", \.trainBatchSize, .optional(.integer(from: 1)),
                "Utterances per micro-batch in training.", absence: "BATCH_SIZE"),
            .init(
                group, "VALIDATION_BATCH_SIZE", \.validationBatchSize, .optional(.integer(from: 1)),
                "Utterances per batch in validation.", absence: "BATCH_SIZE", decides: .nothing),
            .init(
                group, "MAX_BATCH_FRAMES", \.maximumBatchFrames, .integer(from: 0),
                "Positions of a micro-batch in training at most: speech frames (12.5 a second), text, references and padding; then the batch size does not count. 0 for no limit."
            ),
            .init(
                group, "GRADIENT_ACCUMULATION_STEPS", \.gradientAccumulationSteps, .integer(from: 1),
                "Micro-batches per update; every target weighs alike."),
            .init(
                group, "SPEAKER_BALANCE", \.speakerBalance, .share,
                "Speakers are drawn in proportion to (their utterances)^this: 1 as they are, 0 all alike."),
        ]
    }()

    private static let schedule: [SettingDescriptor] = {
        let group = "Schedule"
        return [
            .init(group, "NUM_EPOCHS", \.epochs, .integer(from: 0), "Passes over the data."),
            .init(group, "MAX_STEPS", \.maxSteps, .integer(from: 0), "Updates in all; 0 to go by NUM_EPOCHS."),
            .init(
                group, "LEARNING_RATE", \.learningRate, .positive,
                "The highest learning rate. 5e-6 keeps long texts stabler, 1e-5 learns small voices better."),
            .init(
                group, "MINIMUM_LEARNING_RATE_RATIO", \.minimumLearningRateRatio, .share,
                "Where the cosine ends, as a share of LEARNING_RATE."),
            .init(
                group, "WARMUP_STEPS", \.warmup, .optional(.warmup),
                "Updates over which the learning rate rises, or their share of all.",
                absence: "\(Warmup.usualSteps), or a tenth of a run of fewer than \(Warmup.usualSteps * 10) updates"),
        ]
    }()

    private static let optimizer: [SettingDescriptor] = {
        let group = "Optimizer (AdamW)"
        return [
            .init(group, "WEIGHT_DECAY", \.weightDecay, .notNegative, "Decoupled weight decay."),
            .init(group, "ADAM_BETA1", \.adamBeta1, .belowOne, "Decay of the first moment."),
            .init(group, "ADAM_BETA2", \.adamBeta2, .belowOne, "Decay of the second moment."),
            .init(group, "ADAM_EPSILON", \.adamEpsilon, .positive, "Guard against division by zero."),
            .init(
                group, "MAX_GRAD_NORM", \.maxGradientNorm, .positive,
                "The L2 norm to which the gradient of an update is clipped."),
        ]
    }()

    private static let lesson: [SettingDescriptor] = {
        let group = "What is learnt"
        return [
            .init(
                group, "TRAINABLE", \.trainable, .parts,
                "The parts that change. The text embedding (a third of the 0.6B model) is best left frozen."),
            .init(
                group, "SUB_TALKER_LOSS_WEIGHT", \.subTalkerLossWeight, .notNegative,
                "The weight of the code predictor's loss."),
            .init(
                group, "STREAMING_TEXT_RATIO", \.streamingTextRatio, .share,
                "The share of utterances with the streaming-text layout."),
            .init(
                group, "LANGUAGE_TAG_RATIO", \.languageTagRatio, .share,
                "The share of utterances with their language's tag; the others have none."),
            .init(
                group, "IN_CONTEXT_RATIO", \.inContextRatio, .share,
                "The share of utterances that go on from another one of their speaker, as in cloning from a recording."),
            .init(
                group, "NEW_LANGUAGES", \.newLanguages, .languages,
                "Languages that get a tag of their own, and the ones whose tags it starts from.", absence: "none"),
            .init(
                group, "LANGUAGE_FOR_HAUSA", \.languageForHausa, .optional(.word),
                "The language whose tag Hausa utterances are trained with, such as english, or one of NEW_LANGUAGES.",
                absence: "hausa"),
        ]
    }()

    private static let machine: [SettingDescriptor] = {
        let group = "Machine"
        return [
            .init(
                group, "DEVICE", \.device, .device, "Where to train; 'auto' takes a GPU if there is one.",
                decides: .nothing),
            .init(
                group, "MIXED_PRECISION", \.mixedPrecision, .choice(),
                "The type of activations; weights and optimizer stay in fp32."),
            .init(
                group, "ALLOW_TF32", \.allowsTF32, .truth,
                "Whether a GPU may multiply fp32 matrices with ten bits of mantissa (TF32)."),
            .init(
                group, "NUM_THREADS", \.threads, .integer(from: 0), "CPU threads for tensors; 0 for all cores.",
                decides: .nothing),
            .init(
                group, "DATA_WORKERS", \.dataWorkers, .integer(from: 0),
                "Threads that read and prepare batches ahead; 0 to do so between the updates.", decides: .nothing),
            .init(group, "SEED", \.seed, .integer(from: 0), "Decides every random choice."),
        ]
    }()

    private static let log: [SettingDescriptor] = {
        let group = "Checkpoints and log"
        return [
            .init(
                group, "LOGGING_STEPS", \.loggingSteps, .integer(from: 1), "Updates between two lines of the log.",
                decides: .nothing),
            .init(
                group, "SAVE_STEPS", \.saveSteps, .integer(from: 0),
                "Updates between two checkpoints; 0 for one per epoch.", decides: .nothing),
            .init(
                group, "EVAL_STEPS", \.evaluationSteps, .integer(from: 0),
                "Updates between two validations; 0 for one per epoch.", decides: .nothing),
            .init(
                group, "SAVE_TOTAL_LIMIT", \.saveTotalLimit, .integer(from: 1),
                "Checkpoints to keep, besides the best one.", decides: .nothing),
            .init(
                group, "RESUME", \.resume, .choice(),
                "Whether to go on from the last checkpoint in OUTPUT_DIR, if there is one.", decides: .nothing),
        ]
    }()
}
