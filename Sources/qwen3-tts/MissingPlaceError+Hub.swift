import Hub

extension MissingPlaceError {
    /// What is said of a name that the Hub does not give; nil where the Hub's own words say enough.
    ///
    /// - Parameter text: the name, which might have been a folder's.
    init?(_ reason: HubError, naming text: String) {
        switch reason {
        case .repositoryNotFound, .unreachable, .notCached:
            self = .nowhere(text, nearest: MissingPath(text)?.nearest, reason: reason.description)
        default: return nil
        }
    }
}
