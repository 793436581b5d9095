import CTorch
import ProcessorKernels

/// The libtorch of this process.
public enum Runtime {
    /// The version that the shim was compiled against, such as `2.13.0`.
    public static var libtorchVersion: String { String(cString: ctorch_version()) }

    /// The number of CUDA devices that this libtorch can use; 0 for a CPU build.
    public static var cudaDeviceCount: Int { Int(ctorch_cuda_device_count()) }

    /// Lets a GPU multiply float32 matrices with ten bits of mantissa (TF32), or forbids it, as it is at first.
    public static func allowTF32(_ isAllowed: Bool) { ctorch_allow_tf32(isAllowed) }

    /// The number of threads within one operation on the CPU, libtorch's and incremental decoding's.
    public static var threadCount: Int {
        get { Int(ctorch_get_thread_count()) }
        set {
            precondition(newValue > 0, "a thread count is positive")
            ctorch_set_thread_count(Int32(newValue))
            Kernels.threadCount = newValue
        }
    }

    /// Keeps freed blocks in the process: gradients of the next step then reuse the pages of the last one.
    public static func keepFreedMemory() {
        ctorch_keep_freed_memory()
    }

    /// The most bytes that CUDA tensors have held on a device; 0 without CUDA.
    public static func peakCUDAMemory(device: Int) throws(TorchError) -> Int {
        var bytes: Int64 = 0
        try check(ctorch_cuda_peak_memory(&bytes, Int32(device)))
        return Int(bytes)
    }

    /// Waits until everything that was queued on the CUDA device has run.
    public static func synchronizeCUDA() throws(TorchError) {
        try check(ctorch_cuda_synchronize())
    }
}
