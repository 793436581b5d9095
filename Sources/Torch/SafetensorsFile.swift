import CTorch
public import Foundation

/// A safetensors file, mapped into memory: opening reads the header alone.
public final class SafetensorsFile {
    /// Where the file was when it was opened.
    public let url: URL
    /// The file's path, as messages name it.
    public var path: String { url.path }
    private let mapping: Mapping
    private let header: SafetensorsHeader

    /// Maps a file and checks its header.
    ///
    /// - Throws: `SafetensorsError` when the file is missing, cut off, or describes tensors that it cannot hold.
    public init(_ url: URL) throws(SafetensorsError) {
        self.url = url
        mapping = try Mapping(path: url.path)
        header = try SafetensorsHeader(fileBytes: mapping.bytes, path: url.path)
    }

    /// The names of the tensors, in the order of their data.
    public var names: [String] { header.names }

    /// The strings beside the tensors.
    public var metadata: [String: String] { header.metadata }

    /// The sizes of a tensor's dimensions; nil when the file has no tensor of this name.
    public func shape(of name: String) -> [Int]? { header.entries[name]?.shape }

    /// The element type in the file; nil when the file has no tensor of this name.
    public func dtype(of name: String) -> DType? { header.entries[name]?.dtype }

    /// A tensor over the mapped bytes: nothing is read until it is used, and nothing is copied.
    ///
    /// The mapping is private, so writing to the tensor would not change the file.
    public func tensor(_ name: String) throws -> Tensor {
        guard let entry = header.entries[name] else {
            throw SafetensorsError.noSuchTensor(path: url.path, tensor: name)
        }
        let start = mapping.address + header.dataStart + entry.range.lowerBound
        // Elements that do not lie at a multiple of their size are copied, since the kernels expect them to.
        guard Int(bitPattern: start) % entry.dtype.byteCount == 0, !entry.range.isEmpty else {
            return try Tensor.make { out in
                Tensor.withSizes(entry.shape) { ctorch_tensor_from_data(out, start, entry.dtype.c, $0, $1) }
            }
        }
        let owner = Unmanaged.passRetained(mapping).toOpaque()
        return try Tensor.make { out in
            Tensor.withSizes(entry.shape) { sizes, rank in
                ctorch_tensor_over_memory(out, start, entry.dtype.c, sizes, rank, owner) { owner in
                    if let owner { Unmanaged<Mapping>.fromOpaque(owner).release() }
                }
            }
        }
    }

    /// Tells the kernel that a tensor's pages are not needed for now: they are read again if they are used again.
    ///
    /// So loading a checkpoint into float32 parameters does not hold the file in memory beside them.
    public func releasePages(of name: String) {
        guard let entry = header.entries[name] else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let start = (header.dataStart + entry.range.lowerBound + page - 1) / page * page
        let end = (header.dataStart + entry.range.upperBound) / page * page
        if end > start { madvise(mapping.address + start, end - start, MADV_DONTNEED) }
    }
}

/// The bytes of a file in memory, unmapped when the last tensor over them goes.
private final class Mapping: Sendable {
    // Written once, before anyone shares it.
    nonisolated(unsafe) let address: UnsafeMutableRawPointer
    let count: Int

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: address, count: count) }

    init(path: String) throws(SafetensorsError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotOpen(path: path, reason: "it is not a file") }
        guard status.st_size > 8 else { throw .tooShort(path: path, byteCount: Int(status.st_size)) }
        count = Int(status.st_size)
        let mapped = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0)
        guard let mapped, mapped != MAP_FAILED else {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
        address = mapped
    }

    deinit {
        munmap(address, count)
    }
}
