public import Foundation

/// Writes tensors to a safetensors file, beside its place and then renamed: a reader sees all of it or nothing.
public enum SafetensorsWriter {
    /// Writes `tensors` in their order.
    ///
    /// - Throws: `SafetensorsError.cannotWrite` (a full disk among others), after removing what was written.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = ["format": "pt"], to url: URL
    ) throws {
        var header = SafetensorsHeader(metadata: metadata)
        var offset = 0
        for (name, tensor) in tensors {
            precondition(header.entries[name] == nil, "two tensors are called '\(name)'")
            header.entries[name] = .init(
                dtype: tensor.dtype, shape: tensor.shape, range: offset..<offset + tensor.byteCount)
            offset += tensor.byteCount
        }
        let output = try OutputFile(path: url.path)
        do {
            try header.encoded().withUnsafeBytes { try output.write($0) }
            for (_, tensor) in tensors {
                try tensor.withBytes { try output.write($0) }
            }
            try output.finish()
        } catch {
            output.abandon()
            throw error
        }
    }
}

/// A file under a temporary name that takes its own name when it is complete and on the disk.
private final class OutputFile {
    private let path: String
    private let temporary: String
    private var descriptor: Int32

    init(path: String) throws(SafetensorsError) {
        self.path = path
        temporary = "\(path).\(getpid()).partial"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw failure() }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SafetensorsError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress
            let written = Glibc.write(descriptor, start, min(rest.count, 1 << 30))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw failure() }
            rest = rest.dropFirst(written)
        }
    }

    func finish() throws(SafetensorsError) {
        guard fsync(descriptor) == 0 else { throw failure() }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporary, path) == 0 else { throw failure() }
    }

    func abandon() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        unlink(temporary)
    }

    private func failure() -> SafetensorsError {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
}
