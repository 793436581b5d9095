import Foundation

@testable import Torch

/// The header of a safetensors file.
enum SafetensorsReader {
    static func read(_ input: Data) throws {
        try input.withUnsafeBytes { bytes in
            let header = try SafetensorsHeader(fileBytes: bytes, path: "input.safetensors")
            for entry in header.entries.values {
                precondition(header.dataStart + entry.range.upperBound <= bytes.count, "a tensor leaves the file")
            }
        }
    }
}
