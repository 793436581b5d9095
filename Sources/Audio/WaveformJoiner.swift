import Foundation

/// Joins pieces of sound that arrive bit by bit, without clicks and with pauses between them.
///
/// At every joint the silence of both pieces is cut to a short rest, both edges fade within a few milliseconds, and the pause
/// comes between. The outer edges stay as they are, so that a single piece comes out exactly as it went in. What comes out
/// does not depend on how a piece is cut into chunks.
///
/// Held back are only the silence at the end of what has arrived, until it is known whether sound follows, and the samples
/// that may have to fade.
public struct WaveformJoiner: Sendable {
    /// Samples per second, in hertz.
    public let sampleRate: Int

    private let level: Float
    private let rest: Int
    private let fade: Int

    /// What has arrived of the piece and has not been given out.
    private var held: [Float] = []
    /// How many samples of `held` there are up to its last loud one; negative when that one has been given out.
    private var soundEnd = 0
    /// Whether any sample of any piece was loud.
    private var hasSounded = false
    /// The pause after the piece in `held`, once it has ended.
    private var pause: Double?
    /// The silence that the next piece begins with.
    private var silence: [Float] = []

    /// Starts without any piece.
    ///
    /// - Parameters:
    ///   - sampleRate: of all pieces, in hertz; it must be positive.
    ///   - threshold: the level, in decibels relative to full scale (a negative number), below which a sample is silence.
    ///   - rest: seconds of silence that a piece keeps at a joint, as far as it has them.
    ///   - fade: seconds over which a piece fades at a joint.
    public init(sampleRate: Int, threshold: Double = -50, rest: Double = 0.03, fade: Double = 0.005) {
        precondition(sampleRate > 0, "a sample rate is positive")
        precondition(rest >= 0 && fade >= 0, "a duration is not negative")
        self.sampleRate = sampleRate
        level = Float(pow(10, threshold / 20))
        self.rest = Int((rest * Double(sampleRate)).rounded())
        self.fade = Int((fade * Double(sampleRate)).rounded())
    }

    /// Takes the next samples of the current piece, and returns those that are ready.
    public mutating func append(_ chunk: [Float]) -> [Float] {
        guard let pause else { return push(chunk) }
        silence += chunk
        guard let first = silence.firstIndex(where: isLoud) else {
            if hasSounded { silence.removeFirst(max(0, silence.count - rest)) }
            return []
        }
        // Only now is it certain that the piece before is not the last.
        defer { self.pause = nil }
        if !hasSounded {
            // Nothing before this piece can be heard, so it is the first.
            held = []
            let piece = take(&silence)
            return push(piece)
        }
        var ready = Array(held.prefix(max(0, soundEnd + rest)))
        let count = min(fade, ready.count)
        for index in 0..<count { ready[ready.count - 1 - index] *= weight(index, of: count) }
        ready += [Float](repeating: 0, count: Int((pause * Double(sampleRate)).rounded()))
        held = []
        soundEnd = 0
        let piece = Array(take(&silence).dropFirst(max(0, first - rest)))
        fadingIn = fade
        return ready + push(piece)
    }

    /// Ends the current piece; the pause, in seconds, follows it if another piece with any sound does.
    ///
    /// A piece that cannot be heard is left out; of its pause and the one before, the longer counts.
    public mutating func endPiece(pause: Double) {
        precondition(pause >= 0, "a duration is not negative")
        self.pause = max(self.pause ?? 0, pause)
        silence = []
    }

    /// Ends the whole, and returns what is left of it.
    ///
    /// The joiner is then as new.
    public mutating func finish() -> [Float] {
        let last = held
        self = WaveformJoiner(copying: self)
        return last
    }

    /// How many samples of the current piece have yet to be faded in.
    private var fadingIn = 0

    private init(copying joiner: WaveformJoiner) {
        sampleRate = joiner.sampleRate
        level = joiner.level
        rest = joiner.rest
        fade = joiner.fade
    }

    /// Adds samples to the current piece, and returns what no later sample can change.
    private mutating func push(_ chunk: [Float]) -> [Float] {
        if let last = chunk.lastIndex(where: isLoud) {
            soundEnd = held.count + last + 1
            hasSounded = true
        }
        let count = min(fadingIn, chunk.count)
        held += chunk
        for index in 0..<count { held[held.count - chunk.count + index] *= weight(fade - fadingIn + index, of: fade) }
        fadingIn -= count
        let ready = min(held.count, soundEnd + rest) - fade
        guard hasSounded, ready > 0 else { return [] }
        defer {
            held.removeFirst(ready)
            soundEnd -= ready
        }
        return Array(held.prefix(ready))
    }

    private func isLoud(_ sample: Float) -> Bool { abs(sample) >= level }

    /// Rises from almost 0 to almost 1 along a squared sine.
    private func weight(_ index: Int, of count: Int) -> Float {
        let sine = sin(Float.pi / 2 * (Float(index) + 0.5) / Float(count))
        return sine * sine
    }

    private func take(_ samples: inout [Float]) -> [Float] {
        defer { samples = [] }
        return samples
    }
}
