public import Foundation

/// A file system in memory that soon has no space left.
public struct SmallDisk {
    private let url: URL

    /// Mounts it at a folder, which is made.
    public init(at url: URL, megabytes: Int) throws {
        self.url = url
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        guard try Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", url.path) else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    /// Takes the file system away with all that is in it.
    public func unmount() {
        // What cannot be unmounted now goes with the machine.
        _ = try? Self.run("umount", url.path)
    }

    /// Whether this process may mount anything.
    public static func isPossible() throws -> Bool {
        let folder = try TemporaryFolder()
        guard let disk = try? SmallDisk(at: folder.url, megabytes: 1) else { return false }
        disk.unmount()
        return true
    }

    private static func run(_ arguments: String...) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
