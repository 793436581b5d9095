import Audio
import Foundation

/// A sine that begins at phase 0.
func tone(_ hertz: Double, seconds: Double, rate: Int, amplitude: Float = 0.5) -> Waveform {
    let count = Int((seconds * Double(rate)).rounded())
    let samples = (0..<count).map { amplitude * Float(sin(2 * .pi * hertz * Double($0) / Double(rate))) }
    return Waveform(samples: samples, sampleRate: rate)
}

/// The bytes of a RIFF WAVE file, written by hand so that every field can be wrong.
func wave(
    channels: Int = 1, rate: Int = 16000, isFloat: Bool = false, payload: [UInt8], announced: Int? = nil
) -> [UInt8] {
    func bytes(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let width = isFloat ? 4 : 2
    let size = announced ?? payload.count
    var file = Array("RIFF".utf8) + bytes(36 + size, 4) + Array("WAVEfmt ".utf8) + bytes(16, 4)
    file += bytes(isFloat ? 3 : 1, 2) + bytes(channels, 2) + bytes(rate, 4)
    file += bytes(rate * channels * width, 4) + bytes(channels * width, 2) + bytes(8 * width, 2)
    return file + Array("data".utf8) + bytes(size, 4) + payload
}

/// 16-bit samples as bytes.
func pcm(_ samples: [Int16]) -> [UInt8] {
    samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
}

/// 32-bit floating-point samples as bytes.
func float32(_ samples: [Float]) -> [UInt8] {
    samples.flatMap { sample in (0..<4).map { UInt8(truncatingIfNeeded: sample.bitPattern >> (8 * $0)) } }
}
