import Foundation

/// The text as the model shall see it: without white space at both ends, in Unicode's normalisation form C.
///
/// Training and generation both call this, so that a transcript and a request with the same words give the same tokens.
public func speakableText(_ raw: String) -> String {
    let scalars = raw.unicodeScalars
    let isWord = { (scalar: Unicode.Scalar) in !scalar.properties.isWhitespace }
    guard let first = scalars.firstIndex(where: isWord), let last = scalars.lastIndex(where: isWord) else { return "" }
    return composed(String(scalars[first...last]))
}

/// The text in normalisation form C.
///
/// Foundation alone composes neither a Hangul syllable with a final consonant nor orders the marks of a character that it has
/// just taken apart, so the text is taken apart first, twice. (U+11A7, a filler that no text has, is lost after a syllable.)
func composed(_ text: String) -> String {
    // No scalar below U+0300 changes under this form.
    if text.unicodeScalars.allSatisfy({ $0.value < 0x300 }) { return text }
    return text.decomposedStringWithCanonicalMapping.decomposedStringWithCanonicalMapping
        .precomposedStringWithCanonicalMapping
}
