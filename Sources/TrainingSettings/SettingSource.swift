/// Where a value was found.
public enum SettingSource: Sendable, Equatable, CustomStringConvertible {
    /// The command line, with the flag's name.
    case flag(String)
    /// The environment.
    case environment
    /// A `.env` file. Lines count from 1.
    case file(String, line: Int)

    /// As messages say it.
    public var description: String {
        switch self {
        case .flag(let name): "flag --\(name)"
        case .environment: "environment"
        case .file(let path, let line): "\(path):\(line)"
        }
    }
}
