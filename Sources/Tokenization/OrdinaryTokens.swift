/// The tokens of `vocab.json`, as bytes, while a tokenizer is being made.
struct OrdinaryTokens {
    /// The bytes of each id.
    private(set) var bytes: [Int: [UInt8]] = [:]
    private var ids: [[UInt8]: Int] = [:]

    init(_ vocabulary: [String: Int]) throws(TokenizationError) {
        bytes.reserveCapacity(vocabulary.count)
        ids.reserveCapacity(vocabulary.count)
        for (token, id) in vocabulary {
            guard UInt32(exactly: id) != nil else { throw .idOutOfRange(token: token, id: id) }
            guard let tokenBytes = ByteAlphabet.bytes(of: token) else { throw .foreignToken(token, id: id) }
            if let other = bytes.updateValue(tokenBytes, forKey: id) {
                let names = [ByteAlphabet.string(for: other), token].sorted()
                throw .duplicateID(id, names[0], names[1])
            }
            ids[tokenBytes] = id
        }
    }

    /// The id of each of the 256 bytes.
    func byteIDs() throws(TokenizationError) -> [UInt32] {
        var result: [UInt32] = []
        for byte in UInt8.min...UInt8.max {
            guard let id = ids[[byte]] else {
                throw .missingByte(byte, token: ByteAlphabet.string(for: [byte]))
            }
            result.append(UInt32(id))
        }
        return result
    }

    /// The ids of a merge's parts and of what they become.
    func ids(
        ofMerge number: Int, _ left: String, _ right: String
    ) throws(TokenizationError) -> (left: Int, right: Int, result: Int) {
        var found: [Int] = []
        for token in [left, right, left + right] {
            guard let id = ByteAlphabet.bytes(of: token).flatMap({ ids[$0] }) else {
                throw .mergeOutsideVocabulary(merge: number, left: left, right: right, missing: token)
            }
            found.append(id)
        }
        return (found[0], found[1], found[2])
    }
}
