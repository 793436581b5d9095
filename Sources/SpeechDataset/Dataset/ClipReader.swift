package import Audio
import Files
import Foundation
package import Parquet
import Tokenization

/// Reads the clips of one Parquet file, a few at a time; recordings only where they are asked for.
package final class ClipReader {
    /// The longest recording that is read, in seconds: far beyond any clip, so that no row of a foreign dataset fills the memory.
    static let longestRecording = 300.0

    /// How much of a row is read.
    package enum Depth {
        /// What is said and how long it is; a clip whose path does not tell its id gets its place for one.
        case metadata
        /// And the codes, where there are some.
        case codes
    }

    private let file: ParquetFile
    private let path: String
    private let columns: ShardColumns
    private let form: CodesForm
    private var recordings: ParquetRows?
    private var batch: ParquetBatch?

    /// - Parameters:
    ///   - path: how messages name the file.
    ///   - tokenizer: the SHA-256 of the weights of the speech tokenizer whose codes are wanted.
    ///   - form: what codes must be.
    /// - Throws: `SpeechDatasetError.columnsMissing`.
    package init(_ file: ParquetFile, path: String, tokenizer: String?, form: CodesForm) throws(SpeechDatasetError) {
        self.file = file
        self.path = path
        self.form = form
        columns = try ShardColumns(of: file, tokenizer: tokenizer)
    }

    var hasCodes: Bool { columns.codes != nil }
    package var rowCount: Int { file.rowCount }

    /// Reads rows in order.
    ///
    /// - Parameters:
    ///   - what: how much of each row is needed.
    ///   - body: gets each row; false ends the reading.
    package func read(
        _ rows: Range<Int>, _ what: Depth = .codes, _ body: (Int, Result<ClipRow, RowProblem>) throws -> Bool
    ) throws {
        guard !rows.isEmpty else { return }
        let reader = try file.rows(columns.metadata(withCodes: what == .codes), in: rows, batchSize: 64)
        while let batch = try reader.next() {
            let fields = Fields(batch, columns)
            try checkAgreement(fields)
            let flaws = columns.codes.map(batch.flaws) ?? [:]
            for row in batch.rows {
                let clip: Result<ClipRow, RowProblem> =
                    if let flaw = flaws[row] {
                        .failure(.unevenCodes(reason: "\(flaw)"))
                    } else {
                        try clip(row, fields, at: row - batch.rows.lowerBound, what)
                    }
                guard try body(row, clip) else { return }
            }
        }
    }

    /// A clip's recording, mono at 24 kHz, whatever it was.
    package func recording(row: Int) throws -> Result<Waveform, RowProblem> {
        guard let bytes = try bytes(row: row) else { return .failure(.noRecording) }
        do throws(AudioError) {
            let waveform = try AudioFile.read(
                bytes, name: "\(path), row \(row)", maximumDuration: Self.longestRecording)
            return .success(try waveform.resampled(to: PreparedDataset.sampleRate))
        } catch {
            return .failure(.unreadableRecording(reason: error.reason))
        }
    }

    /// Checks that all columns with texts say the same, since nobody has said which counts.
    private func checkAgreement(_ fields: Fields) throws(SpeechDatasetError) {
        for index in fields.text.indices where !fields.otherTexts.isEmpty {
            let texts = [fields.text[index]] + fields.otherTexts.map { $0[index] }
            guard let other = TextAgreement.disagreement(among: texts) else { continue }
            throw SpeechDatasetError.textsDisagree(
                path: path, columns: [columns.text, columns.otherTexts[other - 1]],
                values: [texts[0] ?? "", texts[other] ?? ""])
        }
    }

    private func clip(_ row: Int, _ fields: Fields, at index: Int, _ what: Depth) throws -> Result<ClipRow, RowProblem>
    {
        guard let text = fields.text[index].map({ CleanText($0).text }), !text.isEmpty else { return .failure(.noText) }
        let id: String
        if let name = fields.path?[index]?.wholeMatch(of: /([0-9a-f]{64})\.flac/)?.1 {
            id = String(name)
        } else if what == .metadata {
            id = "\(path) \(row)"
        } else if let bytes = try bytes(row: row), !bytes.isEmpty {
            id = Hash256(hashing: bytes).description
        } else {
            let path = fields.path?[index] ?? ""
            return .failure(path.isEmpty ? .noRecording : .pathWithoutBytes(path))
        }
        let duration = fields.duration(index)
        let codes = fields.codes?[index].map {
            // Without a frame there is no codebook either.
            Codes(frames: $0.frames, codebooks: $0.frames == 0 ? form.codebooks : $0.codebooks, values: $0.values)
        }
        if let codes, let problem = form.problem(codes, seconds: duration) { return .failure(problem) }
        let instruct = fields.instruct?[index].map { CleanText($0).text }
        return .success(
            ClipRow(
                id: id, text: text, language: LanguageName.canonical(fields.language?[index] ?? ""),
                instruct: instruct?.isEmpty == false ? instruct : nil, duration: duration, codes: codes))
    }

    /// The bytes of a recording; what lies between the last one asked for and this one is read, unless that is much.
    private func bytes(row: Int) throws -> Data? {
        while true {
            if let batch, batch.rows.contains(row) {
                let index = row - batch.rows.lowerBound
                switch batch[columns.audio] {
                case .audio(let values): return values[index]?.bytes
                case .binary(let values): return values[index]
                default: return nil
                }
            }
            let next = batch?.rows.upperBound ?? -1
            if recordings == nil || row < next || row > next + 256 {
                recordings = try file.rows([columns.audio], in: row..<file.rowCount, batchSize: 16)
            }
            batch = try recordings?.next()
            guard batch != nil else { return nil }
        }
    }
}

/// The columns of a batch.
private struct Fields {
    let text: [String?]
    let otherTexts: [[String?]]
    let language, instruct, path: [String?]?
    let codes: [ParquetCodes?]?
    private let seconds: ParquetValues?

    init(_ batch: ParquetBatch, _ columns: ShardColumns) {
        func texts(_ name: String?) -> [String?]? {
            guard let name, case .text(let values)? = batch[name] else { return nil }
            return values
        }
        text = texts(columns.text) ?? Array(repeating: nil, count: batch.rows.count)
        otherTexts = columns.otherTexts.compactMap(texts)
        language = texts(columns.language)
        instruct = texts(columns.instruct)
        path = texts(columns.hasPath ? "\(columns.audio).path" : nil)
        if let name = columns.codes, case .codes(let values)? = batch[name] { codes = values } else { codes = nil }
        seconds = columns.duration.flatMap { batch[$0] }
    }

    func duration(_ index: Int) -> Double? {
        switch seconds {
        case .real(let values): values[index]
        case .integer(let values): values[index].map(Double.init)
        default: nil
        }
    }
}

extension AudioError {
    /// What is wrong, without the name of the file.
    fileprivate var reason: String {
        switch self {
        case .brokenHeader(_, let reason), .unreadable(_, let reason): reason
        case .foreignFormat(_, let format): "it is \(format.name)"
        case .empty: "it is empty"
        case .truncated(_, let announced, let decoded): "it is cut off at \(decoded) of \(announced) s"
        case .tooLong(_, let seconds, let limit): "it has \(seconds.rounded(.up)) s, where at most \(limit) s are read"
        case .noSamples: "it has no samples"
        case .notFinite(_, let sample): "it is not a number at sample \(sample)"
        default: description
        }
    }
}
