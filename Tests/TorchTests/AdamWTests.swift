import Foundation
import TestSupport
import Testing
import Torch

@Suite("AdamW")
struct AdamWTests {
    /// The formula for one parameter, in Double.
    private struct Reference {
        var values: [Double]
        var first: [Double]
        var second: [Double]
        var step = 0
        let options: AdamW.Options

        init(_ values: [Double], _ options: AdamW.Options) {
            self.values = values
            self.options = options
            first = values.map { _ in 0 }
            second = first
        }

        mutating func update(_ gradient: [Double], learningRate: Double) {
            step += 1
            for i in values.indices {
                values[i] -= learningRate * options.weightDecay * values[i]
                first[i] = options.beta1 * first[i] + (1 - options.beta1) * gradient[i]
                second[i] = options.beta2 * second[i] + (1 - options.beta2) * gradient[i] * gradient[i]
                let mean = first[i] / (1 - pow(options.beta1, Double(step)))
                let square = second[i] / (1 - pow(options.beta2, Double(step)))
                values[i] -= learningRate * mean / (square.squareRoot() + options.epsilon)
            }
        }
    }

    /// Sets a gradient by the sum of its product with the parameter.
    private func give(_ parameter: Tensor, _ gradient: Tensor) throws {
        try (parameter * gradient).sum().backward()
    }

    private func parameter(_ seed: UInt64, _ shape: Int...) throws -> Tensor {
        try RandomGenerator(seed: seed).normal(shape).requiringGradient()
    }

    @Test(
        "Updates agree with the formula in Double",
        arguments: [
            AdamW.Options(), AdamW.Options(beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0),
            AdamW.Options(weightDecay: 0.5),
        ], [1, 12])
    func formula(options: AdamW.Options, steps: Int) throws {
        let parameter = try parameter(1, 5, 9)
        var reference = Reference(try parameter.doubles(), options)
        let optimizer = try AdamW([parameter], options)
        let generator = try RandomGenerator(seed: 2)
        for step in 1...steps {
            try optimizer.clearGradients()
            let gradient = try generator.normal([5, 9])
            try give(parameter, gradient)
            let rate = 0.01 / Double(step)
            try optimizer.update(learningRate: rate)
            reference.update(try gradient.doubles(), learningRate: rate)
        }
        #expect(optimizer.step == steps)
        try expectClose(parameter, Tensor(reference.values, shape: [5, 9]), tolerance: 1e-6, "the parameter")
        try expectClose(
            optimizer.firstMoments[0], Tensor(reference.first, shape: [5, 9]), tolerance: 1e-6, "the first moment")
        try expectClose(
            optimizer.secondMoments[0], Tensor(reference.second, shape: [5, 9]), tolerance: 1e-6, "the second moment")
    }

    @Test("Each group has its own rate and decay")
    func groups() throws {
        let parameters = try [parameter(1, 3), parameter(2, 4), parameter(3, 2)]
        let decays = [0.01, 0.5, 0.01]
        var references = try zip(parameters, decays).map {
            Reference(try $0.doubles(), AdamW.Options(weightDecay: $1))
        }
        let optimizer = try AdamW([
            AdamW.Group([parameters[0]], weightDecay: 0.01),
            AdamW.Group([parameters[1]], rateScale: 0.03, weightDecay: 0.5),
            AdamW.Group([parameters[2]], weightDecay: 0.01),
        ])
        let rates = [0.1, 0.003, 0.1]
        for (index, parameter) in parameters.enumerated() {
            let gradient = try RandomGenerator(seed: 4 + UInt64(index)).normal(parameter.shape)
            try give(parameter, gradient)
            references[index].update(try gradient.doubles(), learningRate: rates[index])
        }
        try optimizer.update(learningRate: 0.1)
        for (parameter, reference) in zip(parameters, references) {
            try expectClose(parameter, Tensor(reference.values), tolerance: 1e-6)
        }
    }

    @Test("Of a table only rows decay that a gradient has reached, and those to the bit as in any other parameter")
    func tables() throws {
        let start = try parameter(1, 4, 3).detached()
        func train(isTable: Bool, from optimizer: AdamW? = nil, steps: Range<Int>) throws -> AdamW {
            let optimizer =
                try optimizer
                ?? AdamW([
                    AdamW.Group([start.clone().requiringGradient()], weightDecay: 0.5, isTable: isTable)
                ])
            for step in steps {
                try optimizer.clearGradients()
                // Row 1 always, row 2 from the third step on, rows 0 and 3 never; some elements of a row have no gradient.
                var rows: [Float] = [0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0]
                if step >= 2 { rows[8] = 3 }
                try give(optimizer.parameters[0], Tensor(rows, shape: [4, 3]))
                try optimizer.update(learningRate: 0.1)
            }
            return optimizer
        }
        func row(_ optimizer: AdamW, _ index: Int) throws -> [Float] {
            try optimizer.parameters[0].detached().select(0, index).array()
        }
        let table = try train(isTable: true, steps: 0..<4)
        let plain = try train(isTable: false, steps: 0..<4)
        #expect(try row(table, 1) == row(plain, 1))
        for untouched in [0, 3] {
            #expect(try row(table, untouched) == start.select(0, untouched).array())
            #expect(try row(plain, untouched) != start.select(0, untouched).array())
        }
        // Row 2 does not decay before its first gradient, and does from then on, also where that is none.
        let early = try train(isTable: true, steps: 0..<2)
        #expect(try row(early, 2) == start.select(0, 2).array())
        #expect(try row(table, 2)[0] != row(early, 2)[0])

        // What a saved run knows of rows is in its moments.
        let copy = try early.parameters[0].detached().clone().requiringGradient()
        let resumed = try AdamW([AdamW.Group([copy], weightDecay: 0.5, isTable: true)])
        try resumed.restore(
            step: 2, firstMoments: early.firstMoments, secondMoments: early.secondMoments, parameterSteps: [2])
        _ = try train(isTable: true, from: resumed, steps: 2..<4)
        #expect(try resumed.parameters[0].array() == table.parameters[0].array(of: Float.self))
    }

    @Test("A parameter without a gradient stays as it is, and its count starts with its first gradient")
    func untouched() throws {
        let (used, late) = try (parameter(1, 3), parameter(2, 3))
        let before: [Float] = try late.array()
        let optimizer = try AdamW([used, late], AdamW.Options(weightDecay: 0.5))
        for _ in 0..<3 {
            try optimizer.clearGradients()
            try give(used, .ones([3]))
            try optimizer.update(learningRate: 0.1)
        }
        #expect(try late.array() == before)
        #expect(try optimizer.parameterSteps() == [3, 0])
        var reference = Reference(try late.doubles(), optimizer.options)
        reference.update([1, 1, 1], learningRate: 0.1)
        try optimizer.clearGradients()
        try give(late, .ones([3]))
        try optimizer.update(learningRate: 0.1)
        try expectClose(late, Tensor(reference.values), tolerance: 1e-6)
        #expect(try optimizer.parameterSteps() == [3, 1])
        #expect(optimizer.step == 4)
    }

    @Test("An update without any gradient changes nothing")
    func noGradients() throws {
        let parameter = try parameter(1, 3)
        let before: [Float] = try parameter.array()
        let optimizer = try AdamW([parameter])
        #expect(try optimizer.clipGradients(to: 1) == 0)
        try optimizer.update(learningRate: 1)
        #expect(try parameter.array() == before)
    }

    @Test("Clipping returns the norm and scales only what is too long", arguments: [100.0, 5, 1])
    func clipping(maximum: Double) throws {
        let parameters = try [parameter(1, 2), parameter(2, 2, 1), parameter(3, 1)]
        let optimizer = try AdamW(parameters)
        try give(parameters[0], Tensor([3, 0] as [Float]))
        try give(parameters[1], Tensor([0, -4] as [Float], shape: [2, 1]))
        #expect(try optimizer.clipGradients(to: maximum) == 5)
        // The denominator has 1e-6 added, so that a norm of 5 is scaled by a hair for a maximum of 5.
        let factor = min(1, maximum / (5 + 1e-6))
        let gradients = try parameters.map { try $0.gradient()?.doubles() }
        #expect(gradients[2] == nil)
        try expectClose(Tensor(#require(gradients[0])), Tensor([3 * factor, 0]), tolerance: 1e-6)
        try expectClose(Tensor(#require(gradients[1])), Tensor([0, -4 * factor]), tolerance: 1e-6)
    }

    @Test("A norm that is not finite scales nothing", arguments: [Double.nan, .infinity])
    func notFinite(number: Double) throws {
        let parameter = try parameter(1, 2)
        let optimizer = try AdamW([parameter])
        try give(parameter, Tensor([Float(number), 7]))
        #expect(try !optimizer.clipGradients(to: 1).isFinite)
        #expect(try parameter.gradient()?.doubles()[1] == 7)
    }

    @Test("A restored state continues bit for bit")
    func restoring() throws {
        func train(_ optimizer: AdamW, _ steps: Range<Int>) throws {
            for step in steps {
                try optimizer.clearGradients()
                for (index, parameter) in optimizer.parameters.enumerated() where index == 0 || step > 1 {
                    try give(parameter, RandomGenerator(seed: UInt64(10 * step + index)).normal(parameter.shape))
                }
                try optimizer.update(learningRate: 0.01)
            }
        }
        let whole = try AdamW([parameter(1, 3, 5), parameter(2, 7)])
        try train(whole, 0..<6)
        let first = try AdamW([parameter(1, 3, 5), parameter(2, 7)])
        try train(first, 0..<3)
        let copies = try first.parameters.map { try $0.detached().clone().requiringGradient() }
        let second = try AdamW(copies)
        try second.restore(
            step: first.step, firstMoments: first.firstMoments, secondMoments: first.secondMoments,
            parameterSteps: first.parameterSteps())
        try train(second, 3..<6)
        #expect(second.step == whole.step)
        #expect(try second.parameterSteps() == [6, 4])
        for (parameter, expected) in zip(second.parameters, whole.parameters) {
            #expect(try parameter.array() == expected.array(of: Float.self))
        }
    }

    @Test("A moment of another shape is refused, even one that could be repeated")
    func misshapenMoment() throws {
        let optimizer = try AdamW([parameter(1, 3)])
        let error = #expect(throws: TorchError.self) {
            try optimizer.restore(
                step: 1, firstMoments: [.zeros([1])], secondMoments: [.zeros([3])], parameterSteps: [1])
        }
        #expect(
            error?.message == "the elements of a tensor of the shape [1] cannot be assigned to one of the shape [3]")
        #expect(optimizer.step == 0)
    }
}
