extension Waveform {
    /// Joins pieces of one sample rate without clicks: what ``WaveformJoiner`` makes of them.
    ///
    /// - Parameters:
    ///   - pieces: at least one, all of the same rate.
    ///   - pauses: seconds of silence after each piece; the last piece needs none.
    public static func joining(_ pieces: [Waveform], pauses: [Double]) -> Waveform {
        precondition(!pieces.isEmpty, "there is something to join")
        precondition(pieces.allSatisfy { $0.sampleRate == pieces[0].sampleRate }, "all pieces have the same rate")
        precondition(pauses.count >= pieces.count - 1, "every piece but the last has a pause")
        var joiner = WaveformJoiner(sampleRate: pieces[0].sampleRate)
        var samples: [Float] = []
        for (index, piece) in pieces.enumerated() {
            if index > 0 { joiner.endPiece(pause: pauses[index - 1]) }
            samples += joiner.append(piece.samples)
        }
        return Waveform(samples: samples + joiner.finish(), sampleRate: pieces[0].sampleRate)
    }
}
