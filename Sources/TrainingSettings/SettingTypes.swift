/// How long the learning rate rises.
public enum Warmup: Sendable, Equatable {
    /// A number of updates.
    case steps(Int)
    /// A share of all updates, 0 to 1.
    case fraction(Double)

    /// What is usual for runs of ten times as many updates or more.
    public static let usualSteps = 50

    /// The number of updates, in a run of `total`.
    public func steps(of total: Int) -> Int {
        switch self {
        case .steps(let steps): min(steps, total)
        case .fraction(let fraction): Int((fraction * Double(total)).rounded())
        }
    }
}

extension Warmup: CustomStringConvertible {
    /// As it is set: `50`, `5.0%`.
    public var description: String {
        switch self {
        case .steps(let steps): "\(steps)"
        case .fraction(let fraction): "\(fraction * 100)%"
        }
    }
}

/// A part of the model that can be trained or frozen.
public enum TrainablePart: String, Sendable, CaseIterable {
    /// The talker's transformer.
    case talker
    /// What brings text embeddings to the talker's width.
    case textProjection = "text_projection"
    /// The code predictor.
    case predictor
    /// The embeddings of codes.
    case embeddings
    /// The output layers.
    case heads
    /// The rows of the speakers in training.
    case speakerRows = "speaker_rows"
    /// The embeddings of text tokens.
    case textEmbedding = "text_embedding"
}

/// A language that gets a tag of its own.
public struct NewLanguage: Sendable, Equatable {
    /// Its name, in lower case.
    public let name: String
    /// The languages that the model knows whose tags it starts from.
    public let sources: [String]

    /// Creates a language from its name and those that it starts from.
    public init(name: String, sources: [String]) {
        self.name = name
        self.sources = sources
    }
}

/// Where tensors live.
public enum DeviceChoice: Sendable, Equatable {
    /// A GPU if there is one, else the CPU.
    case auto
    /// The CPU.
    case cpu
    /// A GPU; `nil` for the first.
    case cuda(Int?)
}

extension DeviceChoice: CustomStringConvertible {
    /// The choice that a word stands for: `auto`, `cpu`, `cuda` or `cuda:1`; `nil` for any other.
    public init?(_ text: String) {
        switch text.lowercased() {
        case "auto": self = .auto
        case "cpu": self = .cpu
        case "cuda": self = .cuda(nil)
        case let name where name.hasPrefix("cuda:"):
            guard let index = UInt16(name.dropFirst("cuda:".count)) else { return nil }
            self = .cuda(Int(index))
        default: return nil
        }
    }

    /// As it is set.
    public var description: String {
        switch self {
        case .auto: "auto"
        case .cpu: "cpu"
        case .cuda(let index): index.map { "cuda:\($0)" } ?? "cuda"
        }
    }
}

/// The type of activations; weights are always fp32.
public enum MixedPrecision: String, Sendable, CaseIterable {
    /// fp32.
    case no
    /// bfloat16.
    case bf16
}

/// Whether a run goes on from a checkpoint.
public enum Resume: String, Sendable, CaseIterable {
    /// If there is one.
    case auto
    /// Start afresh.
    case never
}
