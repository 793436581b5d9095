/// A line of the log: a step of training, or a validation.
public struct LogEntry: Codable, Sendable, Equatable {
    /// What the losses are of.
    public var kind: Kind
    /// Optimizer steps done, so that the first step's entry has 1.
    public var step: Int
    /// From 0.
    public var epoch: Int
    /// In the file the total is called `loss`, and each loss has its own name.
    public var losses: Losses
    /// That of the step; nil in a validation.
    public var learningRate: Double?
    /// Before clipping.
    public var gradientNorm: Double?
    /// The share of trained weights that the step's update really changed, of every tenth step; nil in others, and in a validation.
    public var changedShare: Double?
    /// Speech frames trained on a second of wall-clock time; nil in a validation.
    public var framesPerSecond: Double?
    /// Seconds that the step, or the validation, took.
    public var seconds: Double?
    /// Those of them that were spent waiting for data.
    public var secondsWaited: Double?
    /// Seconds since 1970.
    public var time: Double

    /// Whether the losses are of a training step, before its update, or of the validation clips.
    public enum Kind: String, Codable, Sendable {
        case train, validation
    }

    /// What is minimised.
    public var loss: Double { losses.total }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, step, epoch, loss, seconds, time
        case learningRate = "learning_rate"
        case gradientNorm = "gradient_norm"
        case changedShare = "weights_changed"
        case framesPerSecond = "frames_per_second"
        case secondsWaited = "seconds_waited"
    }

    /// The name of a loss.
    private struct LossName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Puts an entry together.
    public init(
        kind: Kind, step: Int, epoch: Int, losses: Losses, learningRate: Double? = nil, gradientNorm: Double? = nil,
        changedShare: Double? = nil, framesPerSecond: Double? = nil, seconds: Double? = nil,
        secondsWaited: Double? = nil, time: Double
    ) {
        self.kind = kind
        self.step = step
        self.epoch = epoch
        self.losses = losses
        self.learningRate = learningRate
        self.gradientNorm = gradientNorm
        self.changedShare = changedShare
        self.framesPerSecond = framesPerSecond
        self.seconds = seconds
        self.secondsWaited = secondsWaited
        self.time = time
    }

    /// Reads a line; what is no other field's is a loss.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kind = try values.decode(Kind.self, forKey: .kind)
        step = try values.decode(Int.self, forKey: .step)
        epoch = try values.decode(Int.self, forKey: .epoch)
        learningRate = try values.decodeIfPresent(Double.self, forKey: .learningRate)
        gradientNorm = try values.decodeIfPresent(Double.self, forKey: .gradientNorm)
        changedShare = try values.decodeIfPresent(Double.self, forKey: .changedShare)
        framesPerSecond = try values.decodeIfPresent(Double.self, forKey: .framesPerSecond)
        seconds = try values.decodeIfPresent(Double.self, forKey: .seconds)
        secondsWaited = try values.decodeIfPresent(Double.self, forKey: .secondsWaited)
        time = try values.decode(Double.self, forKey: .time)
        losses = Losses(total: try values.decode(Double.self, forKey: .loss), byName: [:])
        let others = Set(CodingKeys.allCases.map(\.stringValue))
        let names = try decoder.container(keyedBy: LossName.self)
        for name in names.allKeys where !others.contains(name.stringValue) {
            losses.byName[name.stringValue] = try names.decode(Double.self, forKey: name)
        }
    }

    /// Writes a line.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        try values.encode(step, forKey: .step)
        try values.encode(epoch, forKey: .epoch)
        try values.encode(losses.total, forKey: .loss)
        try values.encodeIfPresent(learningRate, forKey: .learningRate)
        try values.encodeIfPresent(gradientNorm, forKey: .gradientNorm)
        try values.encodeIfPresent(changedShare, forKey: .changedShare)
        try values.encodeIfPresent(framesPerSecond, forKey: .framesPerSecond)
        try values.encodeIfPresent(seconds, forKey: .seconds)
        try values.encodeIfPresent(secondsWaited, forKey: .secondsWaited)
        try values.encode(time, forKey: .time)
        var names = encoder.container(keyedBy: LossName.self)
        for (name, loss) in losses.byName { try names.encode(loss, forKey: LossName(stringValue: name)) }
    }
}
