/// The rules for speakers' names, which are folders of a dataset and keys of a checkpoint.
package enum SpeakerName {
    /// The name in lower case, or nil when a character of it is not allowed.
    package static func canonical(_ name: String) -> String? {
        let lower = name.lowercased()
        // "." and ".." would leave the dataset's folder.
        return lower.wholeMatch(of: /[a-z0-9_.-]+/) != nil && !lower.hasPrefix(".") ? lower : nil
    }

    /// Whether a dataset cannot have a speaker of this name, since its folder would be one of the dataset's own files, in any case of
    /// letters, or one that Python's `datasets` passes over.
    package static func isReserved(_ name: String) -> Bool {
        let own = [DatasetCard.fileName, DatasetLayout.reportName, DatasetLayout.pageName].map { $0.lowercased() }
        return own.contains(name.lowercased()) || name.hasPrefix("__")
    }
}
