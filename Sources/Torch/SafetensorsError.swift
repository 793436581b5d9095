/// What is wrong with a safetensors file.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case tooShort(path: String, byteCount: Int)
    case headerTooLong(path: String, headerByteCount: UInt64, fileByteCount: Int)
    case headerNotJSON(path: String, reason: String)
    case unknownDType(path: String, tensor: String, dtype: String)
    case badShape(path: String, tensor: String, shape: [Int])
    case sizeMismatch(path: String, tensor: String, shape: [Int], dtype: String, expected: Int, found: Int)
    case outOfBounds(path: String, tensor: String, start: Int, end: Int, dataByteCount: Int)
    case overlapping(path: String, tensor: String, other: String)
    case truncated(path: String, expected: Int, found: Int)
    case noSuchTensor(path: String, tensor: String)
    case cannotWrite(path: String, reason: String)

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
        case .outOfBounds(let path, let tensor, let start, let end, let count):
            "The tensor '\(tensor)' in '\(path)' claims the bytes \(start) to \(end) of the data, which has \(count). "
                + "The file is cut off or damaged: download or copy it again."
        case .overlapping(let path, let tensor, let other):
            "The tensors '\(tensor)' and '\(other)' in '\(path)' claim the same bytes: the file is damaged."
        case .truncated(let path, let expected, let found):
            "'\(path)' is cut off: its header describes \(expected) bytes of data and it has \(found). "
                + "Download or copy it again."
        case .noSuchTensor(let path, let tensor):
            "There is no tensor '\(tensor)' in '\(path)'."
        case .cannotWrite(let path, let reason):
            "The file '\(path)' cannot be written: \(reason). What was written of it has been removed."
        }
    }
}
