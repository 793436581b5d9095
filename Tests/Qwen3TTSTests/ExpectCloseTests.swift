import TestSupport
import Testing
import Torch

@Suite("Comparing tensors")
struct ExpectCloseTests {
    @Test("The worst element is named by its index")
    func worst() throws {
        let expected = try Tensor([1, -1, 1, -1, 1, -1] as [Float], shape: [2, 3])
        let actual = try Tensor([1, -1, 1, -1, 1.5, -1] as [Float], shape: [2, 3])
        try expectClose(actual, expected, tolerance: 0.51)
        try withKnownIssue {
            try expectClose(actual, expected, tolerance: 0.49)
        } matching: { issue in
            issue.comments.first?.rawValue.contains("at [1, 1], is 1.5, expected 1.0") == true
        }
        withKnownIssue { try expectClose(.full([2, 3], .nan), expected) }
        withKnownIssue { try expectClose(expected.reshaped(3, 2), expected) }
        withKnownIssue { try expectSame(Tensor(indices: [1, 2]), Tensor(indices: [1, 3])) }
    }
}
