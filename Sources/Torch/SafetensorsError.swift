/// What is wrong with a safetensors file.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case tooShort(path: String, byteCount: Int)
    case headerTooLong(path: String, headerByteCount: UInt64, fileByteCount: Int)
    case headerNotJSON(path: String, reason: String)
    case unknownDType(path: String, tensor: String, dtype: String)
    case badShape(path: String, tensor: String, shape: [Int])
    case sizeMismatch(path: String, tensor: String, shape: [Int], dtype: String, expected: Int, found: Int)
    case badOffsets(path: String, tensor: String, offsets: [Int])
    case overlapping(path: String, tensor: String, other: String)
    case gap(path: String, tensor: String, start: Int, expected: Int)
    case truncated(path: String, expected: Int, found: Int)
    case surplusData(path: String, expected: Int, found: Int)
    case noSuchTensor(path: String, tensor: String)
    case cannotWrite(path: String, reason: String)
    case brokenIndex(path: String, reason: String)
    case shardMissing(index: String, shard: String)
    /// `found` is the file that has the tensor; nil where none has.
    case notInShard(tensor: String, index: String, shard: String, found: String?)
    case inSeveralShards(tensor: String, paths: [String])

    /// What is wrong with which file, and what to do about it.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "The file '\(path)' cannot be opened: \(reason)."
        case .tooShort(let path, let byteCount):
            "'\(path)' is not a safetensors file: it has \(byteCount) bytes, and the header alone takes more than 8. "
                + "Download or copy it again."
        case .headerTooLong(let path, let header, let file):
            "'\(path)' is not a safetensors file, or is cut off: it announces a header of \(header) bytes and has "
                + "\(file) bytes in all. Download or copy it again."
        case .headerNotJSON(let path, let reason):
            "The header of '\(path)' is not the JSON of a safetensors file: \(reason). Download or copy it again."
        case .unknownDType(let path, let tensor, let dtype):
            "The tensor '\(tensor)' in '\(path)' has the dtype '\(dtype)', which this program does not read; it reads "
                + "F64, F32, F16, BF16, I64, I32, I16, I8, U8 and BOOL."
        case .badShape(let path, let tensor, let shape):
            "The tensor '\(tensor)' in '\(path)' has the impossible shape \(shape)."
        case .sizeMismatch(let path, let tensor, let shape, let dtype, let expected, let found):
            "The tensor '\(tensor)' in '\(path)' should take \(expected) bytes (shape \(shape), dtype \(dtype)), "
                + "but its offsets span \(found)."
        case .badOffsets(let path, let tensor, let offsets):
            "The tensor '\(tensor)' in '\(path)' has the data offsets \(offsets), where a start and an end are "
                + "expected: the file is damaged. Download or copy it again."
        case .overlapping(let path, let tensor, let other):
            "The tensors '\(tensor)' and '\(other)' in '\(path)' claim the same bytes: the file is damaged. "
                + "Download or copy it again."
        case .gap(let path, let tensor, let start, let expected):
            "The tensor '\(tensor)' in '\(path)' starts at the byte \(start) of the data, where the tensor before it ends "
                + "at \(expected): the file is damaged. Download or copy it again."
        case .truncated(let path, let expected, let found):
            "'\(path)' is cut off: its header describes \(expected) bytes of data and it has \(found). "
                + "Download or copy it again."
        case .surplusData(let path, let expected, let found):
            "'\(path)' has \(found) bytes of data, where its header describes \(expected): the file is damaged. "
                + "Download or copy it again."
        case .noSuchTensor(let path, let tensor):
            "There is no tensor '\(tensor)' in '\(path)'."
        case .brokenIndex(let path, let reason):
            "The index '\(path)' cannot be used: \(reason). Download or copy it again."
        case .shardMissing(let index, let shard):
            "The index '\(index)' names the file '\(shard)', which is not beside it. Download or copy it again."
        case .notInShard(let tensor, let index, let shard, let found):
            "The index '\(index)' has the tensor '\(tensor)' in '\(shard)', and it is "
                + (found.map { "in '\($0)'" } ?? "in no file") + ". Download or copy all files again."
        case .inSeveralShards(let tensor, let paths):
            "The tensor '\(tensor)' is in several files, '\(paths.joined(separator: "' and '"))': remove the one that does not belong "
                + "to this model."
        case .cannotWrite(let path, let reason):
            "The file '\(path)' cannot be written: \(reason). What was written of it has been removed."
        }
    }
}
