/// A token that is split out of a text as it stands, before anything else happens to the text.
public struct AddedToken: Sendable, Hashable {
    /// The token's id.
    public let id: Int
    /// The text that stands for the token, such as `<|im_start|>`.
    public let content: String
    /// Whether the token controls the model; `false` for tokens that are ordinary text to a reader.
    public let isSpecial: Bool

    /// Creates the description of a token.
    public init(id: Int, content: String, isSpecial: Bool = true) {
        self.id = id
        self.content = content
        self.isSpecial = isSpecial
    }
}
