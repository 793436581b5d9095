import Tokenization

/// How a speaker's texts write the apostrophe: signs that look alike are different tokens to the model.
struct ApostropheUse {
    /// The signs that people write for it.
    private static let signs: Set<Unicode.Scalar> = ["'", "’", "ʼ", "‘", "`", "´", "ʻ", "ʾ", "ʿ", "′", "＇", "ꞌ"]
    /// Signs that are no apostrophe anywhere, however alone they stand.
    private static let substitutes: Set<Unicode.Scalar> = ["`", "´", "′"]

    private var uses: [Unicode.Scalar: (clips: Int, first: Origin)] = [:]

    /// Counts the clips that each sign is in.
    ///
    /// - Complexity: O(*n*) in the length of the texts.
    init(_ clips: [AssessedClip]) {
        for clip in clips {
            for sign in Self.apostrophes(in: clip.utterance.text) {
                uses[sign, default: (0, clip.utterance.origin)].clips += 1
            }
        }
    }

    /// What should be mended; nil where one sign is used, and that is an apostrophe.
    var note: String? {
        guard uses.count > 1 || uses.keys.contains(where: Self.substitutes.contains) else { return nil }
        let list = uses.sorted { ($1.value.clips, $0.key) < ($0.value.clips, $1.key) }.map { sign, use in
            "\(sign) (\(CleanText.name(of: sign))) in \(use.clips) clip\(use.clips == 1 ? "" : "s"), first on \(use.first.place)"
        }
        return
            "the apostrophe is written as \(list.joined(separator: "; ")). Write one sign everywhere: they look alike, "
            + "and are not the same to the model"
    }

    /// The signs that stand for an apostrophe in a text: within words, and at the edge of one where they do not quote.
    static func apostrophes(in text: String) -> Set<Unicode.Scalar> {
        var within: Set<Unicode.Scalar> = []
        var (opening, closing): (Set<Unicode.Scalar>, Set<Unicode.Scalar>) = ([], [])
        var isQuoting = false
        var (last, sign): (Unicode.Scalar, Unicode.Scalar?) = (" ", nil)
        for scalar in text.unicodeScalars + [" "] {
            if let found = sign {
                switch (last.properties.isAlphabetic, scalar.properties.isAlphabetic) {
                case (true, true): within.insert(found)
                case (false, true): opening.insert(found)
                case (true, false): closing.insert(found)
                // “'Well,' she said”: what closes a quotation behind a comma is no apostrophe, nor is what opened it.
                default: isQuoting = isQuoting || ",.!?;:…".unicodeScalars.contains(last)
                }
            }
            last = sign ?? last
            sign = signs.contains(scalar) ? scalar : nil
            if sign == nil { last = scalar }
        }
        // Where signs open and close, they quote.
        isQuoting = isQuoting || !opening.isEmpty && !closing.isEmpty
        return isQuoting ? within : within.union(opening).union(closing)
    }
}
