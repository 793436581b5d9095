extension String {
    /// Whether there is something that can be said: a letter, a number, or a sign that is read aloud, such as `%` or `€`.
    var hasSomethingSpoken: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber,
                .otherNumber, .currencySymbol, .mathSymbol:
                true
            default: "%&@#§°".unicodeScalars.contains(scalar)
            }
        }
    }
}
