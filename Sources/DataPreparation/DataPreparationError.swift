public import Audio
public import SpeechDataset

/// Why recordings could not be prepared.
public enum DataPreparationError: Error, Sendable, Equatable {
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
    /// The folder has no transcript, and folders below it have; `names` are paths from the folder.
    case transcriptsBelow(folder: String, names: [String])
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
    /// The option names a field that no object of a JSON file has.
    case fieldNotThere(option: String, name: String, path: String, found: [String])
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
    /// There is no built-in speaker of this name.
    case unknownBuiltInSpeaker(String, available: [String])
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
    /// A dataset has no card, which would say what belongs to whom.
    case noCard(dataset: String)
    /// A dataset would be empty without its only speaker.
    case onlySpeaker(String, dataset: String)
}

extension DataPreparationError {
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
