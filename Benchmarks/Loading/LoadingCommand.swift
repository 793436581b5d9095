import ArgumentParser

/// Measures how training gets its data.
@main
struct LoadingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loading-speed",
        abstract: "Measure how training gets its data.",
        discussion: """
            'synthesize' writes a dataset; 'store' and 'stream' read one, and tell the most memory that was held: for two \
            numbers of clips it should differ by a few bytes per clip. 'codes' compares encoding with reading codes; 'speakers' \
            prepares many speakers and opens them. The share \
            of time that training waits for data needs no benchmark: every run prints it, and its log.jsonl has seconds and \
            seconds_waited of each step.
            """,
        subcommands: [
            SynthesizeCommand.self, StoreCommand.self, StreamCommand.self, CodesCommand.self, SpeakersCommand.self,
        ])
}
