import Foundation

/// A folder with manifests by other names than `metadata`: `manifest.json`, or `train_manifest.json` and `val_manifest.json` as the two splits.
struct ManifestForm: TranscriptForm {
    private let files: [JSONForm]

    static func recognise(_ place: TranscriptPlace) throws(DataPreparationError) -> ManifestForm? {
        guard place.isFolder, !place.names.contains(where: { $0.hasSuffix(".parquet") }) else { return nil }
        // Settings and indices are JSON too.
        let names = place.names.filter { name in
            JSONForm.isJSON(name)
                && (name.lowercased().contains("manifest") || FolderTree.fileExtension(name) != "json")
        }
        let files = names.map { JSONForm(file: place.url.appendingPathComponent($0), split: split(of: $0)) }
        guard files.count > 1 else { return files.isEmpty ? nil : ManifestForm(files: [JSONForm(file: files[0].file)]) }
        guard files.count == 2, Set(files.map(\.split)) == [.train, .validation] else {
            throw DataPreparationError.severalManifests(folder: place.url.path, names: names)
        }
        return ManifestForm(files: files.sorted { $0.split == .train && $1.split != .train })
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading {
        var reading = SourceReading()
        for file in files { reading += try file.read(place) }
        return reading
    }

    /// The split that a file's name tells.
    private static func split(of name: String) -> SplitName? {
        let words = Set(FolderTree.stem(name).lowercased().split { !$0.isLetter }.map(String.init))
        if words.contains("train") { return .train }
        return words.isDisjoint(with: ["dev", "eval", "val", "valid", "validation"]) ? nil : .validation
    }
}
