import CKernels

/// The arithmetic of this module, which is compiled for several instruction sets and chosen when the process starts.
public enum Kernels {
    /// Those that this processor can run, the best first, which is used: `avx512`, `avx2`, `baseline`.
    public static var names: [String] {
        var names: [String] = []
        while let name = ckernels_name(Int32(names.count)) { names.append(String(cString: name)) }
        return names
    }

    /// Does a piece of work with other kernels, to compare them.
    ///
    /// - Precondition: `name` is one of `names`, and no other thread computes with them.
    public static func with<Result>(_ name: String, _ work: () throws -> Result) rethrows -> Result {
        guard let index = names.firstIndex(of: name) else { preconditionFailure("there are no kernels '\(name)'") }
        ckernels_choose(Int32(index))
        defer { ckernels_choose(0) }
        return try work()
    }

    /// The most threads that a piece of work is divided over; at first one per processor.
    public static var threadCount: Int {
        get { Int(ckernels_get_thread_count()) }
        set {
            precondition(newValue > 0, "a thread count is positive")
            ckernels_set_thread_count(Int32(newValue))
        }
    }
}
