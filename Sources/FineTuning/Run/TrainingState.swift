import Foundation
import Torch

/// What a checkpoint holds beside the model, so that training goes on from it bit for bit: the trained parameters in
/// float32, the optimizer's moments, and the state of the run.
struct TrainingState {
    let folder: URL

    var url: URL { folder.appending(path: "training_state") }
    var stateFile: URL { url.appending(path: "state.json") }
    private var parametersFile: URL { url.appending(path: "parameters.safetensors") }
    private var optimizerFile: URL { url.appending(path: "optimizer.safetensors") }

    /// Writes the state; the run's own file comes last, so that a folder that has it is whole.
    func write(_ state: RunState, names: [String], _ optimizer: AdamW) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try SafetensorsWriter.write(
            zip(names, optimizer.parameters).map { (name: $0, tensor: try $1.detached()) }, to: parametersFile)
        var moments: [(name: String, tensor: Tensor)] = []
        for (index, name) in names.enumerated() {
            moments.append(("\(name)#first_moment", optimizer.firstMoments[index]))
            moments.append(("\(name)#second_moment", optimizer.secondMoments[index]))
        }
        moments.append(("#parameter_steps", try Tensor(optimizer.parameterSteps())))
        try SafetensorsWriter.write(moments, metadata: ["step": String(optimizer.step)], to: optimizerFile)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(state).write(to: stateFile, options: .atomic)
    }

    func readState() throws -> RunState {
        do {
            return try JSONDecoder().decode(RunState.self, from: Data(contentsOf: stateFile))
        } catch {
            throw TrainingError.brokenState(path: stateFile.path, reason: "state.json does not parse")
        }
    }

    /// Puts the saved parameters and moments into an optimizer of the same parameters.
    func restore(names: [String], _ optimizer: AdamW) throws {
        let parameters = try SafetensorsFile(parametersFile)
        let moments = try SafetensorsFile(optimizerFile)
        guard let step = moments.metadata["step"].flatMap(Int.init), Set(parameters.names) == Set(names) else {
            throw TrainingError.brokenState(path: url.path, reason: "it belongs to other parameters")
        }
        try withoutGradients {
            for (name, parameter) in zip(names, optimizer.parameters) {
                guard parameters.shape(of: name) == parameter.shape else {
                    throw TrainingError.brokenState(path: url.path, reason: "'\(name)' has another shape")
                }
                try parameter.assign(parameters.tensor(name))
            }
        }
        try optimizer.restore(
            step: step, firstMoments: names.map { try moments.tensor("\($0)#first_moment") },
            secondMoments: names.map { try moments.tensor("\($0)#second_moment") },
            parameterSteps: moments.tensor("#parameter_steps").array())
    }
}
