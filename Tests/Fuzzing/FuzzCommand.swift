import CFuzzer
import Foundation

/// `fuzz NAME ARGUMENTS...`: gives inputs that libFuzzer makes up to the reader of that name; the arguments are libFuzzer's.
///
/// A reader may refuse an input, and must not trap, hang or take memory without bound.
@main
enum FuzzCommand {
    /// The reader that is fuzzed; set once, before the first input.
    nonisolated(unsafe) private static var reader = FuzzedReader.all[0]

    static func main() {
        let words = CommandLine.arguments
        guard words.count > 1, let chosen = FuzzedReader.all.first(where: { $0.name == words[1] }) else {
            print("usage: fuzz \(FuzzedReader.all.map(\.name).joined(separator: "|")) [LIBFUZZER'S ARGUMENTS]")
            exit(2)
        }
        reader = chosen
        var arguments: [UnsafeMutablePointer<CChar>?] = ([words[0]] + words.dropFirst(2)).map { strdup($0) } + [nil]
        var count = CInt(arguments.count - 1)
        arguments.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            start.withMemoryRebound(to: UnsafeMutablePointer<CChar>.self, capacity: buffer.count) { start in
                var start = start
                exit(
                    LLVMFuzzerRunDriver(&count, &start) { bytes, count in
                        FuzzCommand.read(UnsafeBufferPointer(start: bytes, count: count))
                        return 0
                    })
            }
        }
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        do {
            try reader.read(Data(bytes))
        } catch {
            // Refusing is what is wanted; the words are made as well, since they hold pieces of the input.
            _ = "\(error)"
        }
    }
}
