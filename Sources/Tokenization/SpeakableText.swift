import Foundation

/// The text as the model shall see it: without white space at both ends and characters that carry nothing, in Unicode's normalisation
/// form C (see ``CleanText``); line ends within it stay.
///
/// Training and generation both call this, so that a transcript and a request with the same words give the same tokens.
public func speakableText(_ raw: String) -> String { CleanText(raw, spacing: .kept).text }

/// The text in normalisation form C.
///
/// Foundation alone composes neither a Hangul syllable with a final consonant nor orders the marks of a character that it has
/// just taken apart, so the text is taken apart first, twice. (U+11A7, a filler that no text has, is lost after a syllable.)
/// It takes a time that is quadratic in the marks on one letter; with more of them than any text has, it stays as it is.
func composed(_ text: String) -> String {
    // No scalar below U+0300 changes under this form.
    if text.unicodeScalars.allSatisfy({ $0.value < 0x300 }) || hasTooManyMarks(text) { return text }
    return text.decomposedStringWithCanonicalMapping.decomposedStringWithCanonicalMapping
        .precomposedStringWithCanonicalMapping
}

/// Whether a letter has more marks than any orthography gives it.
///
/// Reference: the Stream-Safe Text Format of UAX #15, section 13, which allows 30.
public func hasTooManyMarks(_ text: String) -> Bool {
    var marks = 0
    for scalar in text.unicodeScalars {
        marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
        if marks > 30 { return true }
    }
    return false
}
