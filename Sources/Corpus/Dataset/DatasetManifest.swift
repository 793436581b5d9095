/// `dataset.json`: what makes a folder a prepared dataset.
struct DatasetManifest: Codable, Equatable {
    /// The version of the layout that this program writes and reads.
    static let currentFormat = 1

    struct Speaker: Codable, Equatable {
        var name: String
        var language: String
        var references: [String]
        var train: ClipTotals
        var validation: ClipTotals
    }

    var format: Int
    var samplingRate: Int
    var speakers: [Speaker]

    enum CodingKeys: String, CodingKey {
        case format
        case samplingRate = "sampling_rate"
        case speakers
    }
}
