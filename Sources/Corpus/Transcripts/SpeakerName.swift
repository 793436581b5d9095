/// The rules for speakers' names, which are folders of a dataset and keys of a checkpoint.
enum SpeakerName {
    /// The name in lower case, or nil when a character of it is not allowed.
    static func canonical(_ name: String) -> String? {
        let lower = name.lowercased()
        // "." and ".." would leave the dataset's folder.
        return lower.wholeMatch(of: /[a-z0-9_.-]+/) != nil && !lower.hasPrefix(".") ? lower : nil
    }
}
