/// What a column without a name seems to hold.
enum ColumnKind: Sendable, Equatable {
    /// Recordings, or their names.
    case recording
    /// Texts.
    case prose
    /// The words of a text before, written out.
    case normalised
    /// A text before in phonetic letters: IPA, ARPAbet, or pinyin with the numbers of its tones.
    case phonemes
    /// Few names, each on several lines.
    case speaker
    /// Few languages, each on several lines.
    case language
    /// Numbers.
    case number
    /// Nothing.
    case empty
    /// Anything else.
    case unclear
}
