import SpeechDataset

extension DataPublishingError: CustomStringConvertible {
    /// What is wrong where, what was expected and what to do about it.
    public var description: String {
        switch self {
        case .noUploadToken(let repository):
            """
            To upload to '\(repository)', a token with write access is needed: make one at \
            https://huggingface.co/settings/tokens and put it into HF_TOKEN, in the environment or in .env.
            """
        case .readOnlyToken(let account, let repository):
            """
            The token of '\(account)' only reads, so nothing can be uploaded to '\(repository)': make one with write access at \
            https://huggingface.co/settings/tokens.
            """
        case .foreignRepository(let repository, let account, let owners):
            """
            The token is that of '\(account)', who cannot write to '\(repository)': give --repo-id NAME/DATASET with one of the \
            names \(listed(owners)), or the token of who may.
            """
        case .publicRepository(let repository):
            """
            The dataset '\(repository)' exists and is public, and --private was given: make it private at \
            https://huggingface.co/datasets/\(repository)/settings, give another --repo-id, or leave --private out.
            """
        case .notUploadable(let path, let reason):
            "The folder '\(path)' cannot be uploaded as a dataset: \(reason). Prepare it with 'qwen3-tts prepare'."
        }
    }
}
