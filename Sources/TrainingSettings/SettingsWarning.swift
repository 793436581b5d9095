/// Something that was set and has no effect, or not the effect that one may expect.
///
/// Values are never named.
public enum SettingsWarning: Sendable, Equatable, CustomStringConvertible {
    /// A setting of the Python project that this version does not use.
    case unused(key: String, source: SettingSource)
    /// A key that no setting has, and the one that was perhaps meant.
    case unknown(key: String, source: SettingSource, nearest: String?)
    /// A key that stands in a file twice; the later line counts.
    case repeated(key: String, source: SettingSource, firstLine: Int)

    /// What has no effect, and where it stands.
    public var description: String {
        switch self {
        case .unused(let key, let source):
            "\(key) (\(source)) is known, but this version does not use it."
        case .unknown(let key, let source, let nearest):
            "\(key) (\(source)) is no setting" + (nearest.map { "; did you mean \($0)?" } ?? ".")
        case .repeated(let key, let source, let firstLine):
            "\(key) (\(source)) was set before, on line \(firstLine), which has no effect."
        }
    }
}
