/// Everything that a user can set for training, with defaults from runs whose losses were right.
///
/// A value comes from the command line, else from the environment, else from `.env`, else from here.
public struct Settings: Sendable, Equatable {
    /// The checkpoint to start from, a folder or a repository of the Hub; `nil` if none was named.
    public var initModelPath: String?
    /// The speech tokenizer that makes codes, a folder or a repository of the Hub; `nil` for the checkpoint's own.
    public var tokenizerPath: String?
    /// The prepared dataset, a folder or a repository on the Hub; `nil` if none was named.
    public var trainData: String?
    /// The prepared dataset on the Hub, which counts where ``trainData`` is not set.
    public var datasetRepository: String?
    /// Whether the dataset is read as training goes on, without a copy of it.
    public var isStreaming = false
    /// Utterances that are shuffled together when streaming.
    public var shuffleBufferSize = 1000
    /// The share of a dataset's rows that may be unusable.
    public var maximumBadShare = 0.05
    /// The language whose tag Hausa gets, in lower case; `nil` for its own.
    public var languageForHausa: String?
    /// The folder for checkpoints and logs.
    public var outputDirectory = "runs/finetune"
    /// The folder for speech codes that were computed once.
    public var cacheDirectory = ""
    /// The speakers to train on, in lower case; empty for all.
    public var trainSpeakers: [String] = []

    /// Utterances per micro-batch, unless ``trainBatchSize`` or ``validationBatchSize`` says otherwise.
    public var batchSize = 2
    /// Utterances per micro-batch in training, where set.
    public var trainBatchSize: Int?
    /// Utterances per batch in validation, where set.
    public var validationBatchSize: Int?
    /// Positions of a micro-batch in training at most, with text, references and padding; 0 to go by the batch size.
    public var maximumBatchFrames = 0
    /// Micro-batches per update.
    public var gradientAccumulationSteps = 4
    /// Utterances per epoch at most; 0 for all.
    public var maxTrainSamples = 0
    /// Utterances per validation at most; 0 for all.
    public var maxValidationSamples = 0

    /// The highest learning rate.
    public var learningRate = 1e-5
    /// Where the cosine ends, as a share of ``learningRate``.
    public var minimumLearningRateRatio = 0.1
    /// Updates over which the learning rate rises; `nil` for ``Warmup/usualSteps``, or a tenth of a shorter run.
    public var warmup: Warmup?
    /// Passes over the data.
    public var epochs = 2
    /// Updates in all; 0 to go by ``epochs``.
    public var maxSteps = 0

    /// AdamW's decoupled weight decay.
    public var weightDecay = 0.01
    /// AdamW's decay of the first moment.
    public var adamBeta1 = 0.9
    /// AdamW's decay of the second moment.
    public var adamBeta2 = 0.999
    /// AdamW's guard against division by zero.
    public var adamEpsilon = 1e-8
    /// The L2 norm to which gradients are clipped.
    public var maxGradientNorm = 1.0

    /// The code predictor's share in the loss.
    public var subTalkerLossWeight = 0.3
    /// The share of utterances with the streaming-text layout.
    public var streamingTextRatio = 0.5
    /// The share of utterances with their language's tag rather than none.
    public var languageTagRatio = 0.5
    /// The share of utterances that go on from another one of their speaker.
    public var inContextRatio = 0.0
    /// Exponent alpha: speakers are drawn in proportion to (their utterances)^alpha.
    public var speakerBalance = 1.0
    /// The parts of the model that change.
    public var trainable: Set<TrainablePart> = [.talker, .textProjection, .predictor, .embeddings, .heads]
    /// Languages that the model has no tag for.
    public var newLanguages: [NewLanguage] = []

    /// Where tensors live.
    public var device = DeviceChoice.auto
    /// Whether a GPU may multiply fp32 matrices with ten bits of mantissa.
    public var allowsTF32 = false
    /// The type of activations.
    public var mixedPrecision = MixedPrecision.no
    /// CPU threads for tensors; 0 for all cores.
    public var threads = 0
    /// Threads that read and prepare batches; 0 to do so between the updates.
    public var dataWorkers = 2
    /// Decides every random choice.
    public var seed = 42

    /// Updates between two lines of the log.
    public var loggingSteps = 10
    /// Updates between two checkpoints; 0 for one per epoch.
    public var saveSteps = 0
    /// Updates between two validations; 0 for one per epoch.
    public var evaluationSteps = 0
    /// Checkpoints to keep.
    public var saveTotalLimit = 3
    /// Whether to go on from the last checkpoint in ``outputDirectory``.
    public var resume = Resume.auto

    /// Where the Hugging Face Hub is, and who asks.
    public var hub = HubSettings()

    /// The defaults.
    public init() {}

    /// Utterances per micro-batch in training.
    public var effectiveTrainBatchSize: Int { trainBatchSize ?? batchSize }

    /// Utterances per batch in validation.
    public var effectiveValidationBatchSize: Int { validationBatchSize ?? batchSize }

    /// The dataset that was named: ``trainData``, else ``datasetRepository``, else the folder that `prepare` writes to.
    public var dataset: String { trainData ?? datasetRepository ?? "prepared" }
}
