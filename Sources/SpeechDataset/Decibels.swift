import Foundation

/// An amplitude in decibels relative to full scale, for people: `-60.0 dBFS`.
package func decibels(_ amplitude: Float) -> String {
    guard amplitude > 0 else { return "-infinity dBFS" }
    return "\(decimal(20 * log10(Double(amplitude)))) dBFS"
}

/// A number with `places` decimals, whatever the locale.
package func decimal(_ value: Double, places: Int = 1) -> String {
    String(format: "%.\(places)f", value)
}
