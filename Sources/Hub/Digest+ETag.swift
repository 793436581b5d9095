import Files

extension Digest.Kind {
    /// The hash by which the Hub names a content: 64 digits are its SHA-256, 40 are git's SHA-1 of a file of `size` bytes.
    ///
    /// `nil` where it is neither, so that it can be no file's name and no content can be checked against it.
    init?(etag: String, size: Int64) {
        if etag.isHexadecimal(digits: 64) {
            self = .sha256
        } else if etag.isHexadecimal(digits: 40) {
            self = .gitBlob(size: size)
        } else {
            return nil
        }
    }
}
