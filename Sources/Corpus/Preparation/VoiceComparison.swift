import Audio
import Files
import Foundation

/// Compares the voices of clips, within each speaker and between speakers.
struct VoiceComparison {
    var folder: WorkingFolder
    var limits: PreparationLimits
    var vectors: SpeakerVectors

    /// How consistent each speaker is, by name; speakers with too few clips are missing.
    ///
    /// Vectors are computed once and kept; in memory there is one at a time.
    ///
    /// - Throws: what the model throws, or `CorpusError.stopped`.
    func consistencies(
        of speakers: [Assessment.Speaker], shouldStop: () -> Bool
    ) throws -> [String: VoiceConsistency] {
        let total = speakers.reduce(0) { $0 + $1.clips.count }
        var done = 0
        var files: [String: VectorFile] = [:]
        var centres: [String: [Double]] = [:]
        for speaker in speakers {
            var file = try VectorFile(folder.vectors(speaker.name, fingerprint: vectors.fingerprint))
            var sum: [Double] = []
            for clip in speaker.clips {
                if shouldStop() { throw CorpusError.stopped(done: done, total: total) }
                if let vector = try vector(of: clip, in: &file) {
                    if sum.isEmpty { sum = [Double](repeating: 0, count: vector.count) }
                    for index in sum.indices { sum[index] += Double(vector[index]) }
                }
                done += 1
                vectors.progress(done, total)
            }
            files[speaker.name] = file
            if !sum.isEmpty { centres[speaker.name] = Self.unit(sum) }
        }
        var result: [String: VoiceConsistency] = [:]
        for speaker in speakers {
            guard let file = files[speaker.name], let centre = centres[speaker.name] else { continue }
            var cosines: [(id: Hash256, bySpeaker: [String: Double])] = []
            for clip in speaker.clips {
                guard let vector = try file.vector(of: clip.id) else { continue }
                cosines.append((clip.id, centres.mapValues { Self.cosine($0, vector) }))
            }
            let others = centres.filter { $0.key != speaker.name }.mapValues { other in
                zip(other, centre).reduce(0) { $0 + $1.0 * $1.1 }
            }
            result[speaker.name] = VoiceConsistency(
                of: speaker.name, cosines: cosines, centres: others, limits: limits)
        }
        return result
    }

    private func vector(of clip: AssessedClip, in file: inout VectorFile) throws -> [Float]? {
        if let known = try file.vector(of: clip.id) { return known }
        let waveform = try AudioFile.read(folder.clip(clip.id, of: clip.utterance.speaker))
        guard let vector = try vectors.vector(waveform) else { return nil }
        return try file.add(vector, for: clip.id)
    }

    private static func cosine(_ centre: [Double], _ vector: [Float]) -> Double {
        zip(centre, vector).reduce(0) { $0 + $1.0 * Double($1.1) }
    }

    private static func unit(_ vector: [Double]) -> [Double] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
    }
}
