import Files
import Foundation
import TestSupport
import Testing

@Suite("Digests")
struct DigestTests {
    /// Reference: FIPS 180-4's examples, and `git hash-object`.
    @Test(
        "SHA-256 and git's name of a file are what others compute",
        arguments: [
            (
                "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
            ),
            (
                "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f"
            ),
            (
                "hello\n", "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
                "ce013625030ba8dba906f756967f9e9ca394464a"
            ),
        ])
    func known(text: String, sha256: String, git: String) throws {
        let bytes = Data(text.utf8)
        #expect(Digest.of(bytes).hexadecimal == sha256)
        #expect(Digest.of(bytes, .gitBlob(size: Int64(bytes.count))).hexadecimal == git)
        #expect(Hash256(hashing: bytes).description == sha256)
        let folder = try TemporaryFolder()
        #expect(try Digest.ofFile(folder.file("a", Array(bytes))) == sha256)
    }

    @Test("Pieces are digested as the whole is, and a digest that was read goes on")
    func pieces() {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let digest = Digest(.sha256)
        for start in stride(from: 0, to: bytes.count, by: 777) {
            digest.update(bytes[start..<min(start + 777, bytes.count)])
            if start == 777 { #expect(digest.bytes == Digest.of(bytes[..<1554])) }
        }
        #expect(digest.bytes == Digest.of(bytes))
    }

    @Test("A file longer than a piece is digested whole")
    func longFile() throws {
        let bytes = [UInt8](repeating: 7, count: (1 << 20) + 5)
        let folder = try TemporaryFolder()
        #expect(try Digest.ofFile(folder.file("a", bytes)) == Digest.of(bytes).hexadecimal)
    }

    @Test("A hash is its text, its bytes and its order")
    func hash() throws {
        let hash = Hash256(hashing: Data("abc".utf8))
        #expect(Hash256(hexadecimal: hash.description) == hash)
        #expect(Hash256(hash.bytes) == hash)
        #expect(try JSONDecoder().decode(Hash256.self, from: JSONEncoder().encode(hash)) == hash)
        let other = Hash256(hashing: Data("b".utf8))
        #expect((hash < other) == (hash.description < other.description))
        #expect(Hash256(hexadecimal: "BA" + hash.description.dropFirst(2)) == nil)
    }

    @Test("Hexadecimal digits are small, and so many")
    func hexadecimal() {
        #expect([0, 9, 10, 255].hexadecimal == "00090aff")
        #expect("00ff".isHexadecimal(digits: 4))
        for text in ["00FF", "00f", "00fg", "00ff\n", "0é0"] { #expect(!text.isHexadecimal(digits: 4), "\(text)") }
    }
}
