import GoldenCases
import Tokenization
import Torch

/// `text/NN/ids`: the tokens of the strings.
struct TextGroup {
    let golden: Golden
    let tokenizer: TextTokenizer

    func run(into output: inout Output) throws {
        for (index, entry) in (golden.parameters.text ?? []).enumerated() {
            let name = index < 10 ? "text/0\(index)/ids" : "text/\(index)/ids"
            try output.add(name, try Tensor(indices: tokenizer.encode(entry.text)))
        }
    }
}
