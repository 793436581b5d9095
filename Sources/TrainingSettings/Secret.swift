/// A text that cannot be printed by accident.
public struct Secret: Sendable, Equatable {
    /// The text itself, for where it is needed and for nothing else.
    public let text: String

    /// Hides a text.
    public init(_ text: String) { self.text = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A stand-in for the text.
    public var description: String { "(hidden)" }
    /// A stand-in for the text.
    public var debugDescription: String { description }
    /// Without the text.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
