import GoldenCases
import Torch

/// What was computed, under the golden file's names.
struct Output {
    private(set) var tensors: [(name: String, tensor: Tensor)] = []
    private(set) var notes: [String] = []
    private let golden: Golden
    private let only: Regex<AnyRegexOutput>?
    /// Large tensors are stored as every Nth element, under a name that says N.
    private let samples: [String: Int]

    init(golden: Golden, only: Regex<AnyRegexOutput>?) {
        self.golden = golden
        self.only = only
        var samples: [String: Int] = [:]
        for name in golden.file.names {
            let parts = name.split(separator: "#sample")
            if parts.count == 2, let stride = Int(parts[1]) { samples[String(parts[0])] = stride }
        }
        self.samples = samples
    }

    /// Whether a tensor of this group is asked for.
    func wants(_ prefix: String) -> Bool {
        guard let only else { return true }
        return golden.file.names.contains { $0.hasPrefix(prefix) && $0.contains(only) }
    }

    mutating func add(_ name: String, _ tensor: @autoclosure () throws -> Tensor) throws {
        if let only, !name.contains(only) { return }
        let tensor = try tensor().detached().contiguous()
        guard let stride = samples[name] else { return tensors.append((name, tensor)) }
        let count = min(4096, (tensor.elementCount + stride - 1) / stride)
        let indices = try Tensor(indices: (0..<count).map { $0 * stride })
        tensors.append(("\(name)#sample\(stride)", try tensor.reshaped(-1).indexSelect(0, indices)))
    }

    mutating func note(_ line: String) {
        notes.append(line)
    }
}
