/// A hash that is the same on every machine, in every run and in every version, unlike Swift's own; it is no protection against intent.
///
/// Reference: G. Fowler, L. C. Noll and K.-P. Vo, FNV-1a with 64 bits.
public struct StableHash: Sendable, Equatable {
    /// The hash.
    public let value: UInt64

    /// The hash of bytes.
    public init(of bytes: some Sequence<UInt8>) {
        value = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
