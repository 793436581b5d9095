import Foundation
import ProcessorKernels
import Testing

@Suite("The snake in one pass")
struct SnakeTests {
    @Test(
        "It is exact to 5e-7 at angles up to 100,000, whatever the number of channels", arguments: [1, 7, 16, 37, 4096])
    func agreement(channels: Int) {
        // More than one thread takes at a time.
        let count = 80_000 / channels
        let x = (0..<count * channels).map { Float(($0 * 7919) % 20_001 - 10_000) / 10_000 }
        let frequency = (0..<channels).map { Float(pow(10, Double($0 % 6))) }
        let inverse = (0..<channels).map { Float($0 % 3) / 2 }
        for kernels in Kernels.names {
            var out = [Float](repeating: 0, count: x.count)
            Kernels.with(kernels) {
                x.withUnsafeBufferPointer { x in
                    out.withUnsafeMutableBufferPointer { out in
                        guard let start = x.baseAddress, let end = out.baseAddress else { return }
                        snake(start, frequency: frequency, inverse: inverse, count: count, into: end)
                    }
                }
            }
            var worst = 0.0
            for (index, found) in out.enumerated() {
                let sine = sin(Double(x[index] * frequency[index % channels]))
                let exact = Double(x[index]) + sine * sine * Double(inverse[index % channels])
                worst = max(worst, abs(Double(found) - exact))
            }
            #expect(worst < 5e-7, "\(kernels)")
        }
    }
}
