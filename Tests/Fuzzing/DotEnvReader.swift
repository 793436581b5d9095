import Foundation
import TrainingSettings

/// `.env`, and what its values mean.
enum DotEnvReader {
    static func read(_ input: Data) throws {
        let file = try DotEnvFile(text: String(decoding: input, as: UTF8.self), path: ".env")
        _ = try Settings.load(flags: [:], environment: [:], dotEnv: file)
    }
}
