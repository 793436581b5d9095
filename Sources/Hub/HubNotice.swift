/// What a person may want to know while the Hub is asked.
public enum HubNotice: Sendable, Equatable {
    /// What the Hub warns of; each topic is told once.
    case warning(String)
    /// Too much was asked in too short a time, and the same is asked again after a pause.
    case waiting(host: String, pause: Duration)
}

extension HubNotice: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .warning(let text): "The Hub says: \(text)"
        case .waiting(let host, let pause):
            "\(host) says that too much was asked in too short a time; going on in \(pause.components.seconds) s."
        }
    }
}
