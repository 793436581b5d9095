import HTTP

extension HubError: CustomStringConvertible {
    /// What is wrong, where, and what to do about it.
    public var description: String {
        switch self {
        case .invalidReference(let text):
            "'\(text)' is neither a folder nor a repository: expected USER/NAME, USER/NAME@REVISION, datasets/USER/NAME or the "
                + "path of a folder."
        case .missingFolder(let path):
            "There is no folder '\(path)'."
        case .invalidEndpoint(let text):
            "HF_ENDPOINT is '\(text)': expected an address such as https://huggingface.co."
        case .invalidTimeout(let name, let value):
            "\(name) is '\(value)': expected a whole number of seconds."
        case .expiredLogin(let file):
            "The login in '\(file)' has expired: log in again with 'hf auth login', or set HF_TOKEN."
        case .malformedToken(let source):
            "The token in \(source) has blanks or unusual characters within: expected one word such as hf_..., so copy it again "
                + "from https://huggingface.co/settings/tokens."
        case .unreadableFile(let path, let reason):
            "'\(path)' cannot be read: \(reason)"
        case .cannotWrite(let path, let reason):
            "'\(path)' cannot be written: \(reason)"
        case .unreachable(let cause):
            "\(cause)" + (cause.isUnconnected ? " If HF_ENDPOINT is set, is it right?" : "")
        case .offline(let action):
            "Cannot \(action) while HF_HUB_OFFLINE is set: unset it."
        case .notCached(let repository, let revision, let path):
            "\(path.map { "'\($0)' of the" } ?? "The") \(repository) at '\(revision)' is not in the cache, and HF_HUB_OFFLINE "
                + "is set or the Hub does not answer: fetch it once with a network."
        case .invalidToken:
            "The Hub does not know this token: it is mistyped, expired or revoked. Make a new one at "
                + "https://huggingface.co/settings/tokens and set HF_TOKEN."
        case .tokenNeeded(let repository):
            "\(repository.map { "Writing to the \($0)" } ?? "This") needs a token: make one with the role 'write' at "
                + "https://huggingface.co/settings/tokens and set HF_TOKEN."
        case .repositoryNotFound(let repository, let hasToken):
            "The \(repository) does not exist, or "
                + (hasToken
                    ? "this token may not see it: check the spelling, and the token's rights if it is private."
                    : "it is private: check the spelling, and set HF_TOKEN if it is private.")
        case .wrongKind(let repository, let found):
            "'\(repository.id)' is a \(found.rawValue), where a \(repository.kind.rawValue) is needed."
        case .revisionNotFound(let repository, let revision):
            "The \(repository) has no branch, tag or commit '\(revision)'."
        case .fileNotFound(let repository, let revision, let path):
            "The \(repository) has no file '\(path)' at '\(revision)'."
        case .nothingMatches(let repository, let revision, let patterns):
            "The \(repository) at '\(revision)' has no file that is needed here: expected "
                + (patterns.isEmpty ? "at least one" : patterns.joined(separator: ", ")) + "."
        case .gated(let repository, let page, let hasToken):
            "The \(repository) is gated: "
                + (hasToken
                    ? "ask for access at \(page), with the account of this token."
                    : "ask for access at \(page), then set HF_TOKEN to a token of that account.")
        case .disabled(let repository):
            "The Hub has disabled access to the \(repository)."
        case .noWriteAccess(let repository, let reason):
            "This token may not write to the \(repository) (\(reason)): make one with the role 'write' at "
                + "https://huggingface.co/settings/tokens, for an account that may write there."
        case .rateLimited(let host):
            "\(host) says that too much was asked in too short a time: wait five minutes"
                + " (with a token the limits are higher)."
        case .refused(let url, let status, let reason, let request):
            "The Hub answered \(status) to \(url): \(reason)" + (request.map { " (request \($0))" } ?? "")
        case .unexpectedAnswer(let url, let expected):
            "The answer of \(url) is not that of a Hub: expected \(expected). Is HF_ENDPOINT right?"
        case .corrupted(let path, let expected, let found):
            "'\(path)' arrived damaged more than once: its hash is \(found), where the Hub announced \(expected)."
        case .unsafePath(let path):
            "The path '\(path)' is refused: expected one within the repository, without '.', '..' and empty parts."
        case .malformedHash(let path, let found):
            "'\(path)' is refused: its content is called '\(found.printable)', where 40 or 64 hexadecimal digits are expected. Is "
                + "HF_ENDPOINT right?"
        case .malformedSize(let path, let found):
            "'\(path)' is refused: its size is said to be \(found) bytes. Is HF_ENDPOINT right?"
        case .duplicatePath(let path):
            "Two files are to be uploaded as '\(path)'."
        case .changedDuringUpload(let path):
            "'\(path)' changed while it was being uploaded: nothing was committed, so upload again."
        case .rejectedFile(let path, let reason):
            "The Hub does not take '\(path)': \(reason)"
        case .tooManyConflicts(let repository, let attempts):
            "Others changed the \(repository) during each of \(attempts) attempts to commit: try again later; what was uploaded "
                + "is kept there."
        }
    }
}
