import Testing

/// The command as users run it; one process at a time, since each wants the machine for itself.
@Suite("The command", .serialized)
struct CommandTests {}
