public import Foundation
public import SpeechDataset

/// What makes codes of clips, for the column `audio_codes`.
public struct ClipEncoder {
    /// A clip that is ready.
    public struct Clip: Sendable, Equatable {
        /// The SHA-256 of its samples, in hexadecimal.
        public var id: String
        /// The recording: FLAC, 24 kHz, mono, 16 bits.
        public var audio: URL
        /// The length in samples.
        public var samples: Int
    }

    /// The SHA-256 of the weights of the speech tokenizer, in hexadecimal.
    public var fingerprint: String
    /// Makes sure that there are codes of all clips; false when it was stopped.
    public var encode: ([Clip]) throws -> Bool
    /// The codes of a clip that `encode` has seen to.
    public var codes: (Clip) throws -> Codes

    /// Wraps a tokenizer.
    public init(
        fingerprint: String, encode: @escaping ([Clip]) throws -> Bool, codes: @escaping (Clip) throws -> Codes
    ) {
        self.fingerprint = fingerprint
        self.encode = encode
        self.codes = codes
    }
}
