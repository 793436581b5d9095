public import Foundation

/// The tensors of a model: of one safetensors file, or of several that an index names, as large models are saved.
///
/// The index of `model.safetensors` is `model.safetensors.index.json`: `{"weight_map": {"layer.weight": "model-00001-of-00002.safetensors"}}`.
/// Where both are there, the single file counts, as it does for the common libraries.
public final class SafetensorsSet {
    /// What messages call it: the file, or the index.
    public let path: String
    /// The files, each once, in the order of their names.
    public let files: [URL]
    /// The names of the tensors, file by file, in the order of their data.
    public let names: [String]
    private let shards: [SafetensorsFile]
    private let places: [String: Int]

    /// Opens the file at a path, or the files of the index beside that path.
    ///
    /// - Throws: `SafetensorsError` when a file is missing or damaged, or files and index do not have the same tensors.
    public init(_ url: URL) throws(SafetensorsError) {
        files = try Self.files(of: url)
        var shards: [SafetensorsFile] = []
        for file in files { shards.append(try SafetensorsFile(file)) }
        self.shards = shards
        names = shards.flatMap(\.names)
        var places: [String: Int] = [:]
        for (index, shard) in shards.enumerated() {
            for name in shard.names {
                if let other = places.updateValue(index, forKey: name) {
                    throw .inSeveralShards(tensor: name, paths: [shards[other].path, shard.path])
                }
            }
        }
        self.places = places
        guard !Self.isSingle(url) else {
            path = url.path
            return
        }
        let index = Self.index(of: url)
        path = index.path
        let map = try Self.map(in: index)
        for (name, file) in map.sorted(by: { $0.key < $1.key }) {
            let found = places[name].map { shards[$0].url.lastPathComponent }
            guard found == file else {
                throw .notInShard(tensor: name, index: index.path, shard: file, found: found)
            }
        }
    }

    /// The files that hold the tensors of a path: itself, or those that the index beside it names.
    ///
    /// - Throws: `SafetensorsError.cannotOpen`, `.brokenIndex` or `.shardMissing`.
    public static func files(of url: URL) throws(SafetensorsError) -> [URL] {
        guard !isSingle(url), FileManager.default.fileExists(atPath: index(of: url).path) else { return [url] }
        let index = index(of: url)
        let folder = url.deletingLastPathComponent()
        var files: [URL] = []
        for name in Set(try map(in: index).values).sorted() {
            guard !name.isEmpty, !name.contains("/"), name != "..", name != "." else {
                throw .brokenIndex(path: index.path, reason: "it names '\(name)', which is no file beside it")
            }
            let file = folder.appending(path: name)
            guard FileManager.default.fileExists(atPath: file.path) else {
                throw .shardMissing(index: index.path, shard: name)
            }
            files.append(file)
        }
        guard !files.isEmpty else { throw .brokenIndex(path: index.path, reason: "it names no file") }
        return files
    }

    /// Whether there is something to read at a path: the file itself, or its index.
    public static func exists(_ url: URL) -> Bool {
        isSingle(url) || FileManager.default.fileExists(atPath: index(of: url).path)
    }

    /// The sizes of a tensor's dimensions; nil when there is no tensor of this name.
    public func shape(of name: String) -> [Int]? { places[name].flatMap { shards[$0].shape(of: name) } }

    /// The element type; nil when there is no tensor of this name.
    public func dtype(of name: String) -> DType? { places[name].flatMap { shards[$0].dtype(of: name) } }

    /// A tensor over the mapped bytes, as `SafetensorsFile.tensor` has it.
    public func tensor(_ name: String) throws -> Tensor {
        guard let place = places[name] else { throw SafetensorsError.noSuchTensor(path: path, tensor: name) }
        return try shards[place].tensor(name)
    }

    /// Tells the kernel that a tensor's pages are not needed for now.
    public func releasePages(of name: String) {
        if let place = places[name] { shards[place].releasePages(of: name) }
    }

    private static func isSingle(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

    private static func index(of url: URL) -> URL { url.appendingPathExtension("index.json") }

    private static func map(in index: URL) throws(SafetensorsError) -> [String: String] {
        struct Index: Decodable {
            let weightMap: [String: String]

            enum CodingKeys: String, CodingKey { case weightMap = "weight_map" }
        }
        do {
            return try JSONDecoder().decode(Index.self, from: Data(contentsOf: index)).weightMap
        } catch {
            throw .brokenIndex(path: index.path, reason: "it has no object 'weight_map' of names and files")
        }
    }
}
