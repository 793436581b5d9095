import Files
import Foundation

/// Stores that are being written, or never were finished: `STORE.MACHINE-UNIQUE.partial`.
enum PartialClipStore {
    /// After so many seconds without a change, nobody of another machine writes a file any more.
    static let patience: TimeInterval = 86400

    /// What tells this start of this machine from others, also from within a container.
    static let machine: String = {
        // Where the system does not say, all files are treated as those of other machines.
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return String((text ?? "").filter(\.isHexDigit).prefix(12))
    }()

    /// A name beside a store that no writer has or had.
    static func url(for store: URL) -> URL {
        store.appendingPathExtension("\(machine)-\(UUID().uuidString).partial")
    }

    /// Removes what was left by writers that are no more.
    ///
    /// With the turn, no other process of this machine writes: what this machine began is abandoned. Of other machines, and where there are
    /// no locks, only age tells.
    static func removeAbandoned(of store: URL, turn: ClipStoreTurn) throws {
        let folder = store.deletingLastPathComponent()
        let start = store.lastPathComponent + "."
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
            where name.hasPrefix(start) && name.hasSuffix(".partial") {
                let file = folder.appendingPathComponent(name)
                let isOurs = !machine.isEmpty && name.hasPrefix("\(start)\(machine)-")
                guard (isOurs && turn.isExclusive) || isOld(file) else { continue }
                do {
                    try FileManager.default.removeItem(at: file)
                } catch _ where !FileManager.default.fileExists(atPath: file.path) {
                    // Another process was faster.
                }
            }
        } catch {
            throw FileError.cannotWrite(path: folder.path, reason: SystemError.reason(of: error))
        }
    }

    private static func isOld(_ file: URL) -> Bool {
        // A file that has gone in the meantime needs no removing.
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        guard let changed = attributes?[.modificationDate] as? Date else { return false }
        return Date().timeIntervalSince(changed) > patience
    }
}
