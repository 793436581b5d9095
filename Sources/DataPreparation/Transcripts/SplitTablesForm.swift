import Foundation

/// Tables that say which clips train and which validate: `metadata_train.csv` and `metadata_eval.csv` as Coqui has them, `train.txt` and
/// `val.txt`, `train.tsv`, `dev.tsv` and `test.tsv`.
struct SplitTablesForm: TranscriptForm {
    let tables: [TableForm]
    /// The name of a table that is kept for tests, beside one that validates.
    let unread: String?

    static func recognise(_ place: TranscriptPlace) -> SplitTablesForm? {
        guard place.isFolder else { return nil }
        let files = place.names.filter { !place.standsBesideRecording($0) }.compactMap(SplitFile.init)
        for train in files where train.part == .train {
            let partners = files.filter { $0.series == train.series }
            let validation = partners.first { $0.part == .validation } ?? partners.first { $0.part == .test }
            guard let validation, let trainFile = place.file(train.name), let file = place.file(validation.name) else {
                continue
            }
            return SplitTablesForm(
                tables: [TableForm(file: trainFile, split: .train), TableForm(file: file, split: .validation)],
                unread: partners.first { $0.part == .test && $0.name != validation.name }?.name)
        }
        return nil
    }

    func read(_ place: TranscriptPlace) throws -> SourceReading {
        var reading = SourceReading()
        var columns: TableColumns?
        for form in tables {
            let table = try Table(TextFile(form.file), place, sibling: columns)
            columns = columns ?? table.columns
            reading += form.reading(of: table, place)
        }
        if let unread {
            reading.accounts[reading.accounts.count - 1].form += "; '\(unread)' is kept for tests and not read"
        }
        return reading
    }
}

/// The name of a table that has a part of a dataset.
private struct SplitFile {
    enum Part {
        case train, validation, test
    }

    let name: String
    let part: Part
    /// What the names of the other parts have in common with this one.
    let series: String

    init?(_ name: String) {
        let pattern =
            /(.*[_.-])?(train|training|eval|evaluation|val|valid|validation|dev|test)([_.-].*)?\.(csv|tsv|txt|list)/
        guard let match = name.lowercased().wholeMatch(of: pattern) else { return nil }
        self.name = name
        series = "\(match.1 ?? "")*\(match.3 ?? "").\(match.4)"
        part =
            switch match.2 {
            case "train", "training": .train
            case "test": .test
            default: .validation
            }
    }
}
