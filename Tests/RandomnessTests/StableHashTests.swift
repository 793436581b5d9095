import Randomness
import Testing

@Suite("A hash that stays the same")
struct StableHashTests {
    /// From the authors' test vectors of FNV-1a.
    @Test(
        "Known texts have the hashes that the authors publish",
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
        ] as [(String, UInt64)])
    func vectors(text: String, hash: UInt64) {
        #expect(StableHash(of: text.utf8).value == hash)
    }
}
