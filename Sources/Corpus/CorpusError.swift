public import Audio

/// Why recordings could not be prepared, or a prepared dataset could not be used.
public enum CorpusError: Error, Sendable, Equatable {
    // Sources
    /// The argument is neither `PATH` nor `NAME=PATH`.
    case invalidSpecification(String)
    /// The name of a speaker has characters that are not allowed; `from` is the argument, folder or file that gives it.
    case invalidName(String, from: String)
    /// The dataset has files of its own under this name of a speaker, or others would pass over its folder.
    case reservedName(String)
    /// Two sources, or two spellings in one source, give the same speaker.
    case duplicateSpeaker(String, first: String, second: String)
    /// A name was given for a file that has several speakers.
    case severalSpeakers(path: String, name: String, found: [String])
    /// There is nothing at the path.
    case sourceMissing(path: String)
    /// The file is not of a kind that is read.
    case notASource(path: String)
    /// The folder has no transcript.
    case noTranscript(folder: String)
    /// The place has a form of transcript, or a file, that is known and not read; `recording` is one of the place's.
    case formNotRead(path: String, form: String, file: String, recording: String)
    /// A folder has several tables, and no name tells which is the transcript.
    case severalTranscripts(folder: String, names: [String])
    /// The transcript has no line.
    case emptyTranscript(path: String)
    /// A data folder of Kaldi lacks a file.
    case incompleteKaldi(folder: String, lacks: String)
    /// The folder has several manifests, of which one must be named.
    case severalManifests(folder: String, names: [String])
    /// Recordings lie several folders deep, so that more than one could be the speaker's.
    case deepFolders(folder: String, example: String)
    /// The folders with the transcripts are splits and no speakers.
    case splitFolders(folder: String, names: [String])
    /// The JSON file is one object, and no list or lines of them; `names` are its first members'.
    case singleObject(path: String, names: [String])
    /// Nothing divides the lines of a table into columns; one of them is given.
    case notATable(path: String, line: String)
    /// The option names a column that a table has not; a number counts from 1.
    case columnNotThere(option: String, name: String, path: String, found: [String])
    /// The names of a table's columns do not say which holds what is needed.
    case columnsUnknown(path: String, missing: [ColumnContent], found: [String])
    /// A table has no names of columns, and it is not clear what they hold; `values` are those of a row.
    case columnsUnclear(path: String, values: [String])
    /// Two columns for one thing do not say the same; `option` names the one that counts.
    case columnsDisagree(path: String, columns: [String], values: [String], option: String)
    /// A table or a Parquet file has a column with several speakers, and the user says neither that it counts nor that one person speaks.
    case severalVoices(path: String, column: String, values: [String])
    /// A text is in another encoding than UTF-8; `name` is what iconv calls it, when it can be told.
    case otherEncoding(path: String, line: Int, name: String?)
    /// A Parquet file has no column for what is needed; `names` are those that were looked for, `option` names another.
    case columnMissing(path: String, content: String, names: [String], option: String, found: [String])
    /// The column of a Parquet file has another type than is needed.
    case columnUnsuitable(
        path: String, column: String, content: String, type: String, option: String, found: [String])
    /// There is no built-in speaker of this name.
    case unknownBuiltInSpeaker(String, available: [String])
    /// A file cannot be read; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// Nothing was named to prepare.
    case noSources
    /// An option names a speaker that no source has.
    case unknownSpeaker(String, option: String, available: [String])

    // Preparing
    /// More lines or recordings must be mended than the limit allows: bad lines in the order of the sources, then bad recordings.
    case problems([LocatedProblem], lines: Int, limit: Double)
    /// A reference recording cannot be used.
    case badReference(speaker: String, AudioError)
    /// A reference recording is silent.
    case silentReference(speaker: String, path: String)
    /// A reference recording has too little speech, in seconds.
    case shortReference(speaker: String, path: String, seconds: Double, minimum: Double)
    /// Every clip of a speaker was rejected.
    case noClipLeft(speaker: String, lines: Int, reasons: [Rejection.Reason: Int])
    /// More of a speaker's clips were rejected than the limit allows.
    case tooManyRejected(speaker: String, rejected: Int, lines: Int, limit: Double, reasons: [Rejection.Reason: Int])
    /// A share is not between 0 and 1.
    case invalidShare(name: String, value: Double)
    /// Limits that no recording could meet.
    case invalidLimits([InvalidLimit])
    /// The argument does not say what a gate does.
    case invalidGate(String)
    /// The work was stopped from outside.
    case stopped(done: Int, total: Int)
    /// A file cannot be written; `reason` is the system's.
    case cannotWrite(path: String, reason: String)
    /// Preparing could not write a file; `reason` is the system's. The dataset is as it was.
    case notPrepared(folder: String, path: String, reason: String)
    /// Preparing could not write a file while new files took their places; the next run finishes that.
    case halfSwapped(folder: String, path: String, reason: String)
    /// Preparing could not put its working files in order; the dataset is whole.
    case notTidied(folder: String, path: String, reason: String)
    /// Another process prepares into the folder.
    case locked(folder: String, process: Int32?)
    /// The folder has a dataset that an earlier version wrote.
    case earlierFormat(folder: String)
    /// The Hub has converted only the beginnings of these splits to Parquet, and they were not asked for by name.
    case partialConversion(dataset: String, splits: [String])

    // Prepared datasets
    /// There is no such folder.
    case datasetMissing(path: String)
    /// The folder is no prepared dataset.
    case notADataset(path: String)
    /// Numbered files of a split are not there.
    case shardsMissing(dataset: String, split: String, found: Int, expected: Int)
    /// A configuration cannot be a speaker in a checkpoint by its name.
    case configurationIsNoSpeaker(String, dataset: String)
    /// A file lacks columns; `available` are those that it has.
    case columnsMissing([String], path: String, available: [String])
    /// Two columns of a file have different texts, and nobody has said which is spoken.
    case textsDisagree(path: String, columns: [String], values: [String])
    /// More rows are bad than the limit allows; some of them are named.
    case tooManyBadRows(dataset: String, bad: Int, rows: Int, limit: Double, examples: [BadRow])
    /// No clip of a speaker can be trained on.
    case noUsableClip(speaker: String, dataset: String)
    /// Nothing in the dataset shows a speaker's voice.
    case noReferenceInDataset(speaker: String, dataset: String)
    /// A row does not say how long its recording is.
    case lengthUnknown(path: String, row: Int)
    /// A clip in the cache is not what was written there.
    case brokenStore(path: String, clip: Int)
    /// The dataset has no such speakers.
    case speakersNotInDataset([String], available: [String])

    // Cards and files of datasets
    /// The header of a dataset's card cannot be read; `line` counts from 1.
    case brokenCard(path: String, line: Int?, reason: String)
    /// A dataset has no config of this name.
    case noSuchConfig(String, dataset: String, available: [String])
    /// A dataset has several configs, and none was named.
    case configNeeded(dataset: String, available: [String])
    /// A config has no split of this name.
    case noSuchSplit(String, config: String, dataset: String, available: [String])
    /// A dataset has no Parquet files, and the Hub has made none of it.
    case noParquet(dataset: String, files: [String])
    /// Something shall be uploaded, and there is no token.
    case noUploadToken(repository: String)
    /// Something shall be uploaded, and the token only reads.
    case readOnlyToken(account: String, repository: String)
    /// Something shall be uploaded to someone else's name; `owners` are those that the token stands for.
    case foreignRepository(String, account: String, owners: [String])
    /// A private dataset was asked for, and there is a public one of this name.
    case publicRepository(String)
    /// A dataset has no card, which would say what belongs to whom.
    case noCard(dataset: String)
    /// A dataset would be empty without its only speaker.
    case onlySpeaker(String, dataset: String)
    /// A folder cannot be uploaded as a dataset.
    case notUploadable(path: String, reason: String)
}

extension CorpusError {
    /// A limit that cannot be, by its name, with what it may be.
    public struct InvalidLimit: Sendable, Equatable {
        /// What is limited.
        public var name: String
        /// The limit.
        public var value: Double
        /// What it may be.
        public var expected: String
    }
}
