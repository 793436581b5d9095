import Foundation
import TestSupport
import Testing

@testable import Torch

@Suite("Safetensors files that are no such files")
struct SafetensorsErrorTests {
    /// What a file must hold to be refused with a text, in which `F` stands for its path.
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: Data
        let text: String

        init(_ name: String, header: String, data: Int = 0, _ text: String) {
            var length = UInt64(header.utf8.count).littleEndian
            self.init(name, Data(bytes: &length, count: 8) + Data(header.utf8) + Data(count: data), text)
        }

        init(_ name: String, _ bytes: Data, _ text: String) {
            testDescription = name
            self.bytes = bytes
            self.text = text
        }
    }

    private static let again = "Download or copy it again."

    private static func entry(_ name: String, _ dtype: String, _ shape: String, _ offsets: String) -> String {
        #""\#(name)": {"dtype": "\#(dtype)", "shape": \#(shape), "data_offsets": \#(offsets)}"#
    }

    private static let damages: [Damage] = [
        Damage(
            "nothing", Data(),
            "'F' is not a safetensors file: it has 0 bytes, and the header alone takes more than 8. \(again)"),
        Damage(
            "a length alone", Data(count: 8),
            "'F' is not a safetensors file: it has 8 bytes, and the header alone takes more than 8. \(again)"),
        Damage(
            "a header longer than the file", Data([200, 0, 0, 0, 0, 0, 0, 0]) + Data("{}".utf8),
            "'F' is not a safetensors file, or is cut off: it announces a header of 200 bytes and has 10 bytes in all. "
                + again),
        Damage(
            "a header of the greatest length", Data(repeating: 255, count: 8) + Data("{}".utf8),
            "'F' is not a safetensors file, or is cut off: it announces a header of 18446744073709551615 bytes and has "
                + "10 bytes in all. \(again)"),
        Damage(
            "not JSON", header: "{",
            "The header of 'F' is not the JSON of a safetensors file: it does not parse. \(again)"),
        Damage(
            "no length of the header", header: "",
            data: 1, "The header of 'F' is not the JSON of a safetensors file: it does not parse. \(again)"),
        Damage(
            "not an object", header: "[]",
            "The header of 'F' is not the JSON of a safetensors file: the whole is not of the expected type. \(again)"),
        Damage(
            "no shape", header: #"{"a": {"dtype": "F32", "data_offsets": [0, 4]}}"#, data: 4,
            "The header of 'F' is not the JSON of a safetensors file: 'a' lacks 'shape'. \(again)"),
        Damage(
            "a shape of strings", header: "{\(entry("a", "F32", #"["1"]"#, "[0, 4]"))}", data: 4,
            "The header of 'F' is not the JSON of a safetensors file: 'a.shape[0]' is not of the expected type. \(again)"
        ),
        Damage(
            "a size beyond 64 bits", header: "{\(entry("a", "F32", "[99999999999999999999]", "[0, 4]"))}", data: 4,
            "The header of 'F' is not the JSON of a safetensors file: it does not parse. \(again)"),
        Damage(
            "metadata that is no text", header: #"{"__metadata__": {"step": 1}}"#,
            "The header of 'F' is not the JSON of a safetensors file: '__metadata__.step' is not of the expected type. "
                + again),
        Damage(
            "an unknown dtype", header: "{\(entry("a", "F8_E4M3", "[4]", "[0, 4]"))}", data: 4,
            "The tensor 'a' in 'F' has the dtype 'F8_E4M3', which this program does not read; it reads F64, F32, F16, BF16, "
                + "I64, I32, I16, I8, U8 and BOOL."),
        Damage(
            "a negative size", header: "{\(entry("a", "F32", "[2, -1]", "[0, 4]"))}", data: 4,
            "The tensor 'a' in 'F' has the impossible shape [2, -1]."),
        Damage(
            "a shape that overflows", header: "{\(entry("a", "F32", "[1099511627776, 1099511627776]", "[0, 4]"))}",
            data: 4,
            "The tensor 'a' in 'F' has the impossible shape [1099511627776, 1099511627776]."),
        Damage(
            "another size", header: "{\(entry("a", "F32", "[2, 3]", "[0, 20]"))}", data: 20,
            "The tensor 'a' in 'F' should take 24 bytes (shape [2, 3], dtype F32), but its offsets span 20."),
        Damage(
            "reversed offsets", header: "{\(entry("a", "F32", "[1]", "[4, 0]"))}", data: 4,
            "The tensor 'a' in 'F' has the data offsets [4, 0], where a start and an end are expected: the file is damaged. "
                + again),
        Damage(
            "negative offsets", header: "{\(entry("a", "F32", "[1]", "[-4, 0]"))}", data: 4,
            "The tensor 'a' in 'F' has the data offsets [-4, 0], where a start and an end are expected: the file is damaged. "
                + again),
        Damage(
            "three offsets", header: "{\(entry("a", "F32", "[1]", "[0, 4, 4]"))}", data: 4,
            "The tensor 'a' in 'F' has the data offsets [0, 4, 4], where a start and an end are expected: the file is "
                + "damaged. \(again)"),
        Damage(
            "overlapping tensors",
            header: "{\(entry("a", "F32", "[2]", "[0, 8]")), \(entry("b", "F32", "[1]", "[4, 8]"))}", data: 8,
            "The tensors 'b' and 'a' in 'F' claim the same bytes: the file is damaged. \(again)"),
        Damage(
            "an empty tensor inside another",
            header: "{\(entry("a", "F32", "[2]", "[0, 8]")), \(entry("b", "F32", "[0]", "[4, 4]"))}", data: 8,
            "The tensors 'b' and 'a' in 'F' claim the same bytes: the file is damaged. \(again)"),
        Damage(
            "a gap", header: "{\(entry("a", "F32", "[1]", "[0, 4]")), \(entry("b", "F32", "[1]", "[8, 12]"))}",
            data: 12,
            "The tensor 'b' in 'F' starts at the byte 8 of the data, where the tensor before it ends at 4: the file is "
                + "damaged. \(again)"),
        Damage(
            "a gap at the start", header: "{\(entry("a", "F32", "[1]", "[4, 8]"))}", data: 8,
            "The tensor 'a' in 'F' starts at the byte 4 of the data, where the tensor before it ends at 0: the file is "
                + "damaged. \(again)"),
        Damage(
            "a file cut off", header: "{\(entry("a", "F32", "[2]", "[0, 8]"))}", data: 7,
            "'F' is cut off: its header describes 8 bytes of data and it has 7. \(again)"),
        Damage(
            "bytes too many", header: "{\(entry("a", "F32", "[1]", "[0, 4]"))}", data: 5,
            "'F' has 5 bytes of data, where its header describes 4: the file is damaged. \(again)"),
        Damage(
            "two entries of one name, of which one leaves a gap",
            header:
                "{\(entry("a", "F32", "[1]", "[0, 4]")), \(entry("b", "U8", "[1]", "[4, 5]")), \(entry("a", "F32", "[1]", "[0, 4]"))}",
            data: 6, "'F' has 6 bytes of data, where its header describes 5: the file is damaged. \(again)"),
    ]

    @Test("What is wrong with a file is said in full", arguments: damages)
    func damaged(_ damage: Damage) throws {
        let folder = try TemporaryFolder()
        let url = folder.file("a.safetensors")
        try damage.bytes.write(to: url)
        let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(url) }
        #expect(error?.description.replacing("'\(url.path)'", with: "'F'") == damage.text)
    }

    @Test("A missing file, a folder and a tensor that is not there are named")
    func missing() throws {
        let folder = try TemporaryFolder()
        let absent = folder.file("absent")
        let missing = #expect(throws: SafetensorsError.self) { try SafetensorsFile(absent) }
        #expect(missing?.description == "The file '\(absent.path)' cannot be opened: No such file or directory.")
        let directory = #expect(throws: SafetensorsError.self) { try SafetensorsFile(folder.url) }
        #expect(directory?.description == "The file '\(folder.url.path)' cannot be opened: it is not a file.")
        try SafetensorsWriter.write([("a", .ones([1]))], to: folder.file("a"))
        let file = try SafetensorsFile(folder.file("a"))
        let tensor = #expect(throws: SafetensorsError.self) { try file.tensor("b") }
        #expect(tensor?.description == "There is no tensor 'b' in '\(file.path)'.")
        #expect(file.shape(of: "b") == nil)
        #expect(file.dtype(of: "b") == nil)
    }

    @Test(
        "A header with entries that other versions add is read",
        arguments: [
            #"{"__metadata__": null, "a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}}"#,
            #"{"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1], "note": {"b": [1]}}}   "#,
        ])
    func tolerated(header: String) throws {
        let folder = try TemporaryFolder()
        try Damage("", header: header, data: 1, "").bytes.write(to: folder.file("a"))
        #expect(try SafetensorsFile(folder.file("a")).tensor("a").doubles() == [0])
    }

    /// The kinds of damage that a random mutation does.
    private static func mutated(_ original: Data, _ noise: inout Noise) -> Data {
        var bytes = Array(original)
        let headerEnd = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        for _ in 0..<Int.random(in: 1...3, using: &noise) where bytes.count > 9 {
            // Most of the interest lies in the header.
            let end = Bool.random(using: &noise) ? min(headerEnd, bytes.count) : bytes.count
            let place = Int.random(in: 0..<end, using: &noise)
            let digits = bytes.indices.filter { $0 >= 8 && $0 < headerEnd && (48...57).contains(bytes[$0]) }
            switch Int.random(in: 0..<6, using: &noise) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &noise)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &noise)
            case 2: bytes.removeLast(Int.random(in: 0..<bytes.count, using: &noise))
            case 3: bytes.remove(at: place)
            case 4: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &noise)], at: place)
            default:
                if let digit = digits.randomElement(using: &noise) {
                    bytes[digit] = UInt8.random(in: 48...57, using: &noise)
                }
            }
        }
        return Data(bytes)
    }

    @Test("Thousands of damaged files are read or refused, and none crashes")
    func mutations() throws {
        let folder = try TemporaryFolder()
        let url = folder.file("a")
        try SafetensorsWriter.write(
            [
                ("a", .ones([2, 3])), ("b", .zeros([0], .int64)), ("c", .ones([3], .bool)), ("d", .ones([], .bfloat16)),
            ], to: url)
        let original = try Data(contentsOf: url)
        var noise = Noise(seed: 11)
        var (read, refused) = (0, 0)
        for _ in 0..<3000 {
            try Self.mutated(original, &noise).write(to: url)
            do {
                let file = try SafetensorsFile(url)
                for name in file.names { _ = try file.tensor(name).clone() }
                read += 1
            } catch let error as SafetensorsError {
                #expect(!error.description.isEmpty)
                refused += 1
            }
        }
        #expect(read > 30)
        #expect(refused > 1000)
    }
}
