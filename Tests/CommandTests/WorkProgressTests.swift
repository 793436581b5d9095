import Testing

@testable import qwen3_tts

@Suite("Progress")
struct WorkProgressTests {
    private let start = ContinuousClock.now

    /// What is shown when so much is done after so many seconds.
    private func lines(
        _ unit: WorkProgress.Unit = .items("clips"), isTerminal: Bool = true, of total: Int64,
        _ steps: [(seconds: Double, done: Int64)]
    ) -> [String?] {
        var progress = WorkProgress("decoding", unit, isTerminal: isTerminal)
        return steps.map { progress.update($0.done, of: total, at: start + .seconds($0.seconds)) }
    }

    @Test("Rate and time left are those of the last half minute")
    func rate() {
        // 900 clips were known, and went by at once.
        var steps: [(seconds: Double, done: Int64)] = [(0, 0), (0.1, 900)]
        for second in 1...40 { steps.append((Double(second), Int64(900 + 52 * second))) }
        #expect(lines(of: 8000, steps).last == "decoding 2,980 of 8,000 clips, 52/s, 97 s left")
        #expect(
            lines(of: 100, [(0, 0), (100, 30)]).last == "decoding 30 of 100 clips, 18/min, 4 min left")
        #expect(lines(of: 100, [(0, 0), (10, 30)]).last == "decoding 30 of 100 clips, 3.0/s, 23 s left")
    }

    @Test("The end says how long it took")
    func end() {
        #expect(lines(of: 100, [(0, 0), (40, 100)]).last == "decoding 100 of 100 clips, 2.5/s, in 40 s")
    }

    @Test("Bytes are shown in the unit of the whole")
    func bytes() {
        #expect(
            lines(.bytes(of: "alice/voices"), of: 3_400_000_000, [(0, 0), (31, 1_178_000_000)]).last
                == "decoding 1.2 of 3.4 GB of alice/voices, 38 MB/s, 58 s left")
        #expect(
            lines(.bytes(of: "x"), of: 40_000_000, [(0, 0), (2, 1_000_000)]).last
                == "decoding 1 of 40 MB of x, 500 kB/s, 78 s left")
    }

    @Test("What takes under a second is not shown")
    func short() {
        #expect(lines(of: 5, [(0, 0), (0.2, 2), (0.99, 5)]) == [nil, nil, nil])
    }

    @Test("A terminal gets four lines a second at most, a file one in half a minute, and both the end")
    func interval() {
        let steps: [(Double, Int64)] = (0...1200).map { (Double($0) / 10, Int64($0)) }
        #expect(lines(of: 1200, steps).count { $0 != nil } == 398)
        let shown = lines(isTerminal: false, of: 1200, steps).compactMap(\.self)
        #expect(
            shown == [
                "decoding 10 of 1,200 clips, 10/s, 2 min left", "decoding 310 of 1,200 clips, 10/s, 89 s left",
                "decoding 610 of 1,200 clips, 10/s, 59 s left", "decoding 910 of 1,200 clips, 10/s, 29 s left",
                "decoding 1,200 of 1,200 clips, 10/s, in 2 min",
            ])
        // Hours of work do not fill a file: a line for each hundredth.
        let hours: [(Double, Int64)] = (0...36000).map { (Double($0), Int64($0)) }
        #expect(lines(isTerminal: false, of: 36000, hours).count { $0 != nil } == 101)
    }

    @Test("Counts that cannot be do no harm")
    func odd() {
        #expect(lines(of: 10, [(0, 0), (2, 25)]).last == "decoding 25 of 25 clips, 12/s, in 2 s")
        #expect(lines(of: 0, [(0, 0), (2, 25)]).last == "decoding 25 clips, 12/s")
        #expect(lines(of: -5, [(0, 0), (2, 25)]).last == "decoding 25 clips, 12/s")
        #expect(lines(of: 10, [(0, 8), (2, 3)]).last == "decoding 8 of 10 clips, 0.0/s")
        let most = lines(.bytes(of: "x"), of: .max, [(0, .min), (2, .max)]).last
        #expect(most == "decoding 9223372036.9 of 9223372036.9 GB of x, 1000000.0 GB/s, in 2 s")
        #expect(ProgressLine.bar(-3, of: 10) == String(repeating: "░", count: 24))
        #expect(ProgressLine.bar(30, of: 10) == String(repeating: "█", count: 24))
        #expect(ProgressLine.duration(.infinity) == "277777 h 47 min")
    }

    @Test("Other work begins anew")
    func again() {
        var progress = WorkProgress("decoding", .items("clips"), isTerminal: true)
        #expect(progress.update(0, of: 10, at: start) == nil)
        #expect(progress.update(10, of: 10, at: start + .seconds(5)) != nil)
        #expect(progress.update(1, of: 10, at: start + .seconds(6)) == nil)
        #expect(progress.update(5, of: 10, at: start + .seconds(8)) == "decoding 5 of 10 clips, 2.0/s, 3 s left")
    }
}
