/// A secret that identifies a user.
///
/// It cannot be printed by accident.
public struct AccessToken: Sendable, Equatable {
    /// The token itself, for the header of a request alone.
    let secret: String

    /// A token from its text, without the blanks and line ends around it; `nil` where nothing is left.
    ///
    /// - Parameter source: the variable or file it comes from, for the message.
    /// - Throws: `HubError.malformedToken` where blanks or other characters than visible ASCII are within.
    public init?(_ text: String, source: String) throws(HubError) {
        let characters = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        var secret = String.UnicodeScalarView(characters)
        while let last = secret.last, last.properties.isWhitespace { secret.removeLast() }
        guard !secret.isEmpty else { return nil }
        guard secret.allSatisfy({ (0x21...0x7E).contains($0.value) }) else { throw .malformedToken(source: source) }
        self.secret = String(secret)
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A stand-in for the secret.
    public var description: String { "(hidden)" }
    /// A stand-in for the secret.
    public var debugDescription: String { description }
    /// Without the secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
