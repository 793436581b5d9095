import HTTP
import Testing

@testable import Hub

@Suite("What the messages say")
struct HubErrorTests {
    @Test("Each message")
    func messages() throws {
        let model = try #require(Repository(.model, owner: "u", name: "m"))
        let data = try #require(Repository(.dataset, owner: "u", name: "d"))
        let expected: [(HubError, String)] = [
            (
                .invalidReference("x"),
                "'x' is neither a folder nor a repository: expected USER/NAME, USER/NAME@REVISION, datasets/USER/NAME or the path of a folder."
            ),
            (.missingFolder("/x"), "There is no folder '/x'."),
            (
                .invalidTimeout("HF_HUB_ETAG_TIMEOUT", value: "x"),
                "HF_HUB_ETAG_TIMEOUT is 'x': expected a whole number of seconds."
            ),
            (
                .expiredLogin("/t"),
                "The login in '/t' has expired: log in again with 'hf auth login', or set HF_TOKEN."
            ),
            (
                .nothingMatches(model, revision: "main", patterns: ["*.json", "*.safetensors"]),
                "The model 'u/m' at 'main' has no file that is needed here: expected *.json, *.safetensors."
            ),
            (
                .nothingMatches(model, revision: "main", patterns: []),
                "The model 'u/m' at 'main' has no file that is needed here: expected at least one."
            ),
            (.invalidEndpoint("x"), "HF_ENDPOINT is 'x': expected an address such as https://huggingface.co."),
            (
                .malformedToken(source: "HF_TOKEN"),
                "The token in HF_TOKEN has blanks or unusual characters within: expected one word such as hf_..., so copy it again from https://huggingface.co/settings/tokens."
            ),
            (.unreadableFile("/x", reason: "why"), "'/x' cannot be read: why"),
            (.cannotWrite("/x", reason: "No space left on device"), "'/x' cannot be written: No space left on device"),
            (
                .unreachable(.unknownHost("hub")),
                "The name 'hub' has no address: check the network and the address, and set HTTPS_PROXY where only a proxy leads out. If HF_ENDPOINT is set, is it right?"
            ),
            (
                .unreachable(.broken(host: "hub", reason: "why")), "The connection to hub broke: why."
            ),
            (
                .malformedHash(path: "a/b", found: "../\u{1B}x"),
                "'a/b' is refused: its content is called '../ x', where 40 or 64 hexadecimal digits are expected. Is HF_ENDPOINT right?"
            ),
            (
                .malformedSize(path: "a/b", found: -1),
                "'a/b' is refused: its size is said to be -1 bytes. Is HF_ENDPOINT right?"
            ),
            (.offline("create the \(data)"), "Cannot create the dataset 'u/d' while HF_HUB_OFFLINE is set: unset it."),
            (
                .notCached(model, revision: "main", path: "a"),
                "'a' of the model 'u/m' at 'main' is not in the cache, and HF_HUB_OFFLINE is set or the Hub does not answer: fetch it once with a network."
            ),
            (
                .notCached(model, revision: "main", path: nil),
                "The model 'u/m' at 'main' is not in the cache, and HF_HUB_OFFLINE is set or the Hub does not answer: fetch it once with a network."
            ),
            (
                .invalidToken,
                "The Hub does not know this token: it is mistyped, expired or revoked. Make a new one at https://huggingface.co/settings/tokens and set HF_TOKEN."
            ),
            (
                .tokenNeeded(data),
                "Writing to the dataset 'u/d' needs a token: make one with the role 'write' at https://huggingface.co/settings/tokens and set HF_TOKEN."
            ),
            (
                .tokenNeeded(nil),
                "This needs a token: make one with the role 'write' at https://huggingface.co/settings/tokens and set HF_TOKEN."
            ),
            (
                .repositoryNotFound(model, hasToken: true),
                "The model 'u/m' does not exist, or this token may not see it: check the spelling, and the token's rights if it is private."
            ),
            (
                .repositoryNotFound(model, hasToken: false),
                "The model 'u/m' does not exist, or it is private: check the spelling, and set HF_TOKEN if it is private."
            ),
            (.wrongKind(data, found: .model), "'u/d' is a model, where a dataset is needed."),
            (.revisionNotFound(model, revision: "v2"), "The model 'u/m' has no branch, tag or commit 'v2'."),
            (.fileNotFound(model, revision: "main", path: "a"), "The model 'u/m' has no file 'a' at 'main'."),
            (
                .gated(model, page: "https://h/u/m", hasToken: true),
                "The model 'u/m' is gated: ask for access at https://h/u/m, with the account of this token."
            ),
            (
                .gated(model, page: "https://h/u/m", hasToken: false),
                "The model 'u/m' is gated: ask for access at https://h/u/m, then set HF_TOKEN to a token of that account."
            ),
            (.disabled(model), "The Hub has disabled access to the model 'u/m'."),
            (
                .noWriteAccess(data, reason: "role read"),
                "This token may not write to the dataset 'u/d' (role read): make one with the role 'write' at https://huggingface.co/settings/tokens, for an account that may write there."
            ),
            (
                .rateLimited(host: "hub"),
                "hub says that too much was asked in too short a time: wait five minutes (with a token the limits are higher)."
            ),
            (
                .refused(url: "https://h/x", status: 500, reason: "why", request: "1-2"),
                "The Hub answered 500 to https://h/x: why (request 1-2)"
            ),
            (
                .refused(url: "https://h/x", status: 500, reason: "why", request: nil),
                "The Hub answered 500 to https://h/x: why"
            ),
            (
                .unexpectedAnswer(url: "https://h/x", expected: "a list of files"),
                "The answer of https://h/x is not that of a Hub: expected a list of files. Is HF_ENDPOINT right?"
            ),
            (
                .corrupted(path: "a", expected: "00", found: "11"),
                "'a' arrived damaged more than once: its hash is 11, where the Hub announced 00."
            ),
            (
                .unsafePath("../a"),
                "The path '../a' is refused: expected one within the repository, without '.', '..' and empty parts."
            ),
            (.duplicatePath("a"), "Two files are to be uploaded as 'a'."),
            (
                .changedDuringUpload("/a"),
                "'/a' changed while it was being uploaded: nothing was committed, so upload again."
            ),
            (.rejectedFile("a", reason: "why"), "The Hub does not take 'a': why"),
            (
                .tooManyConflicts(data, attempts: 6),
                "Others changed the dataset 'u/d' during each of 6 attempts to commit: try again later; what was uploaded is kept there."
            ),
        ]
        for (error, text) in expected { #expect(error.description == text) }
    }
}
