import CArrow
import Foundation
import Synchronization

/// Hands the bytes of a source to the C layer, and keeps what went wrong.
final class SourceReader: Sendable {
    private let source: any ByteSource
    private let failed = Mutex<String?>(nil)

    init(_ source: any ByteSource) { self.source = source }

    /// Why the source could not be read, if that is what went wrong.
    var failure: String? { failed.withLock { $0 } }

    /// A view for one function of the C layer, which keeps this object alive and lets go of it.
    func makeSource() -> carrow_source {
        carrow_source(
            context: Unmanaged.passRetained(self).toOpaque(), size: source.size,
            read: { context, position, count, destination in
                guard let context, let destination else { return false }
                let reader = Unmanaged<SourceReader>.fromOpaque(context).takeUnretainedValue()
                return reader.read(
                    position..<position + count,
                    into: UnsafeMutableRawBufferPointer(start: destination, count: Int(count)))
            },
            release: { context in
                if let context { Unmanaged<SourceReader>.fromOpaque(context).release() }
            })
    }

    private func read(_ range: Range<Int64>, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        do {
            let bytes = try source.read(range)
            guard bytes.count == buffer.count else {
                throw ReadFailure(description: "\(bytes.count) bytes came, where \(buffer.count) were asked for")
            }
            bytes.copyBytes(to: buffer)
            return true
        } catch {
            failed.withLock { $0 = $0 ?? String(describing: error) }
            return false
        }
    }
}
