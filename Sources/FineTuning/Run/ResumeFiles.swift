import Files
import Foundation
import Optimization
import Torch

/// What a checkpoint holds beside the model, so that training goes on from it bit for bit: the trained parameters in
/// float32, the speakers' vectors, the optimizer's moments, and the state of the run.
struct ResumeFiles {
    /// The folder of the checkpoint.
    let checkpoint: URL
    /// Another checkpoint that could be gone on from, for messages.
    var earlier: String?

    var url: URL { checkpoint.appending(path: "training_state") }
    var stateFile: URL { url.appending(path: "state.json") }
    private var parametersFile: URL { url.appending(path: "parameters.safetensors") }
    private var optimizerFile: URL { url.appending(path: "optimizer.safetensors") }

    /// Writes the state; the run's own file comes last, so that a folder that has it is whole.
    ///
    /// - Parameter speakers: the vectors, which are kept whether they are trained or not.
    func write(_ state: RunState, _ optimization: Optimization, speakers: Tensor) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        var parameters = try optimization.parameters.map { (name: $0.name, tensor: try $0.tensor.detached()) }
        if !parameters.contains(where: { $0.name == ModelSetup.speakerRowsName }) {
            parameters.append((ModelSetup.speakerRowsName, try speakers.detached()))
        }
        try SafetensorsWriter.write(parameters, to: parametersFile)
        let optimizer = optimization.optimizer
        var moments: [(name: String, tensor: Tensor)] = []
        for (index, parameter) in optimization.parameters.enumerated() {
            moments.append(("\(parameter.name)#first_moment", optimizer.firstMoments[index]))
            moments.append(("\(parameter.name)#second_moment", optimizer.secondMoments[index]))
        }
        moments.append(("#parameter_steps", try Tensor(optimizer.parameterSteps())))
        try SafetensorsWriter.write(moments, metadata: ["step": String(optimizer.step)], to: optimizerFile)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.dateEncodingStrategy = .iso8601
        try AtomicFile.write(encoder.encode(state), to: stateFile)
    }

    func readState() throws -> RunState {
        struct Format: Decodable { var format: Int }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let data = try Data(contentsOf: stateFile)
        if let format = (try? decoder.decode(Format.self, from: data))?.format, format != RunState.currentFormat {
            throw broken("it has the format \(format), and this version writes and reads \(RunState.currentFormat)")
        }
        do {
            return try decoder.decode(RunState.self, from: data)
        } catch {
            throw broken("state.json does not parse")
        }
    }

    /// Puts the saved parameters and moments into an optimization of the same parameters, and the vectors into the speakers' table.
    func restore(_ optimization: Optimization, speakers: Tensor) throws {
        let parameters = try SafetensorsFile(parametersFile)
        let moments = try SafetensorsFile(optimizerFile)
        let names = optimization.parameters.map(\.name)
        guard let step = moments.metadata["step"].flatMap(Int.init),
            Set(parameters.names) == Set(names).union([ModelSetup.speakerRowsName])
        else { throw broken("it belongs to other parameters") }
        let all = optimization.parameters + [Parameter(ModelSetup.speakerRowsName, speakers)]
        try withoutGradients {
            for parameter in all {
                guard parameters.shape(of: parameter.name) == parameter.tensor.shape else {
                    throw broken("'\(parameter.name)' has another shape")
                }
                try parameter.tensor.assign(parameters.tensor(parameter.name))
            }
        }
        try optimization.optimizer.restore(
            step: step, firstMoments: names.map { try moments.tensor("\($0)#first_moment") },
            secondMoments: names.map { try moments.tensor("\($0)#second_moment") },
            parameterSteps: moments.tensor("#parameter_steps").array())
    }

    private func broken(_ reason: String) -> TrainingError {
        .brokenState(path: url.path, checkpoint: checkpoint.path, reason: reason, earlier: earlier)
    }
}
