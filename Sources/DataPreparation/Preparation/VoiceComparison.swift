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
    /// Vectors are computed once and kept on the disk, in a file of each speaker, of which one is open at a time; in memory there are
    /// the centres, and where each vector of one speaker is.
    ///
    /// A clip is compared with the 16 speakers whose centres are nearest to its own speaker's; one that lies far from its own, with all.
    /// - Complexity: for n clips, of which m lie far, S speakers and vectors of D numbers, O((n + m · S + S²) · D).
    /// - Throws: what the model throws, or `DataPreparationError.stopped`.
    func consistencies(
        of speakers: [Assessment.Speaker], shouldStop: () -> Bool
    ) throws -> [String: VoiceConsistency] {
        let total = speakers.reduce(0) { $0 + $1.clips.count }
        var done = 0
        var centres = VoiceCentres()
        for speaker in speakers {
            var file = try VectorFile(folder.vectors(speaker.name, fingerprint: vectors.fingerprint))
            var sum: [Double] = []
            for clip in speaker.clips {
                if shouldStop() { throw DataPreparationError.stopped(done: done, total: total) }
                if let vector = try vector(of: clip, in: &file) {
                    if sum.isEmpty { sum = [Double](repeating: 0, count: vector.count) }
                    for index in sum.indices { sum[index] += Double(vector[index]) }
                }
                done += 1
                vectors.progress(done, total)
            }
            if !sum.isEmpty { centres.add(sum, of: speaker.name) }
        }
        let places = Dictionary(uniqueKeysWithValues: zip(centres.names, centres.names.indices))
        var result: [String: VoiceConsistency] = [:]
        for speaker in speakers {
            guard let centre = places[speaker.name] else { continue }
            result[speaker.name] = try consistency(of: speaker, centre, among: centres)
        }
        return result
    }

    private func consistency(
        of speaker: Assessment.Speaker, _ centre: Int, among centres: VoiceCentres
    ) throws -> VoiceConsistency? {
        let file = try VectorFile(folder.vectors(speaker.name, fingerprint: vectors.fingerprint))
        var cosines: [(id: Hash256, own: Double)] = []
        for clip in speaker.clips {
            guard let vector = try file.vector(of: clip.id) else { continue }
            cosines.append((clip.id, centres.cosine(centre, vector)))
        }
        let near = centres.nearest(to: centre)
        return try VoiceConsistency(
            cosines: cosines,
            nearest: near.first.map { VoiceCentres.Neighbour(speaker: centres.names[$0.centre], cosine: $0.cosine) },
            limits: limits
        ) { place, isFar in
            guard let vector = try file.vector(of: cosines[place].id) else { return nil }
            return isFar
                ? centres.nearest(of: centres.names.indices.filter { $0 != centre }, to: vector)
                : centres.nearest(of: near.map(\.centre), to: vector)
        }
    }

    private func vector(of clip: AssessedClip, in file: inout VectorFile) throws -> [Float]? {
        if let known = try file.vector(of: clip.id) { return known }
        let waveform = try AudioFile.read(folder.clip(clip.id, of: clip.utterance.speaker))
        guard let vector = try vectors.vector(waveform) else { return nil }
        return try file.add(vector, for: clip.id)
    }
}
