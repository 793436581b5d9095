import FineTuning
import Testing

@Suite("Schedule")
struct ScheduleTests {
    @Test(
        "The rate rises linearly, then falls along half a cosine",
        arguments: [
            // Warm-up over 4 of 12 steps; from 1 to 0.1.
            (0, 0.25), (1, 0.5), (2, 0.75), (3, 1), (4, 1), (6, 0.1 + 0.9 * 0.853_553_390_593_273_8), (8, 0.55),
            (10, 0.1 + 0.9 * 0.146_446_609_406_726_2), (12, 0.1), (100, 0.1),
        ])
    func rates(step: Int, rate: Double) {
        let schedule = Schedule(peak: 1, warmupSteps: 4, totalSteps: 12, floor: 0.1)
        #expect(abs(schedule.rate(at: step) - rate) < 1e-12)
        let scaled = Schedule(peak: 2e-5, warmupSteps: 4, totalSteps: 12, floor: 0.1)
        #expect(abs(scaled.rate(at: step) - 2e-5 * rate) < 1e-17)
    }

    @Test("Without warm-up the first step has the peak; a run that is all warm-up ends there")
    func edges() {
        #expect(Schedule(peak: 3, warmupSteps: 0, totalSteps: 5, floor: 0).rate(at: 0) == 3)
        #expect(Schedule(peak: 3, warmupSteps: 5, totalSteps: 5, floor: 0).rate(at: 4) == 3)
        #expect(Schedule(peak: 3, warmupSteps: 5, totalSteps: 5, floor: 0.5).rate(at: 6) == 1.5)
        #expect(Schedule(peak: 3, warmupSteps: 0, totalSteps: 0, floor: 0).rate(at: 0) == 3)
    }
}
