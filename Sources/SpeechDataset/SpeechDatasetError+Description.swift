import Audio

extension SpeechDatasetError: CustomStringConvertible {
    /// What is wrong where, what was expected and what to do about it.
    public var description: String {
        switch self {
        case .datasetMissing(let path):
            "The dataset '\(path)' does not exist: check the path, or make it with 'qwen3-tts prepare'."
        case .notADataset(let path):
            "The folder '\(path)' is not a prepared dataset (it has no Parquet files): make it with 'qwen3-tts prepare'."
        case .shardsMissing(let dataset, let split, let found, let expected):
            """
            The dataset '\(dataset)' has \(found) of the \(counted(expected, "file")) of the split '\(split)': copy or download it again.
            """
        case .configurationIsNoSpeaker(let name, let dataset):
            """
            The configuration '\(name)' of the dataset '\(dataset)' cannot be a speaker: a speaker's name has letters a to z, digits and the \
            signs _ . - (a dot not at the beginning). Choose others with TRAIN_SPEAKERS, or prepare the data under another name.
            """
        case .columnMissing(let path, let content, let names, let option, let found):
            """
            The file '\(path)' has no column for \(content), which is looked for as \(names.joined(separator: ", ")). It has: \
            \(listed(found)). Say which with \(option).
            """
        case .columnUnsuitable(let path, let column, let content, let type, let option, let found):
            """
            The column '\(column)' of the file '\(path)' holds \(type), where \(content) should be. The file has: \
            \(listed(found)). Say which with \(option).
            """
        case .columnsMissing(let missing, let path, let available):
            """
            The file '\(path)' has no column with \(missing.joined(separator: ", and none with ")). It has: \(listed(available)). \
            Rename the column, or prepare the data with 'qwen3-tts prepare'.
            """
        case .textsDisagree(let path, let columns, let values):
            """
            The columns '\(columns[0])' and '\(columns[1])' of '\(path)' do not say the same: '\(values[0].prefix(60))' and \
            '\(values[1].prefix(60))'. Prepare the data with 'qwen3-tts prepare --text-column \(columns[0])' (or \
            \(columns[1])), and train on that.
            """
        case .badReference(let speaker, let error):
            "The reference recording of the speaker '\(speaker)' cannot be used. \(error)"
        case .noReferenceInDataset(let speaker, let dataset):
            """
            Nothing in the dataset '\(dataset)' shows the voice of '\(speaker)': put a recording of 5 to 15 seconds there as \
            voices/\(speaker).wav.
            """
        case .speakersNotInDataset(let names, let available):
            """
            The dataset has no speaker\(names.count == 1 ? "" : "s") \(names.map { "'\($0)'" }.joined(separator: ", ")). \
            It has: \(listed(available)).
            """
        case .brokenCard(let path, let line, let reason):
            """
            The header of '\(path)' is broken\(line.map { " at line \($0)" } ?? ""): \(reason). Mend it there (it is YAML between two \
            lines of three hyphens).
            """
        case .noSuchConfig(let name, let dataset, let available):
            "The dataset '\(dataset)' has no config '\(name)'. It has: \(listed(available))."
        case .configNeeded(let dataset, let available):
            "The dataset '\(dataset)' has several configs: name one of \(listed(available))."
        case .noSuchSplit(let name, let config, let dataset, let available):
            "The config '\(config)' of the dataset '\(dataset)' has no split '\(name)'. It has: \(listed(available))."
        }
    }
}
