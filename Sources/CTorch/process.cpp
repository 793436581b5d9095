#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <malloc.h>
#include <torch/version.h>

#include "boundary.hpp"
#ifdef CTORCH_WITH_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#endif

using namespace ctorch;

const char *ctorch_version(void) noexcept { return TORCH_VERSION; }

void ctorch_set_thread_count(int count) noexcept { at::set_num_threads(count); }

int ctorch_get_thread_count(void) noexcept { return at::get_num_threads(); }

void ctorch_keep_freed_memory(void) noexcept {
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 0x7fffffff);
    mallopt(M_TOP_PAD, 64 << 20);
}

void ctorch_allow_tf32(bool allowed) noexcept {
    at::globalContext().setAllowTF32CuBLAS(allowed);
    at::globalContext().setAllowTF32CuDNN(allowed);
}

int ctorch_cuda_device_count(void) noexcept {
#ifdef CTORCH_WITH_CUDA
    return static_cast<int>(c10::cuda::device_count());
#else
    return 0;
#endif
}

ctorch_error ctorch_cuda_peak_memory(int64_t *out, int device) noexcept {
    return guarded([&] {
#ifdef CTORCH_WITH_CUDA
        const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(device));
        *out = stats.allocated_bytes[0].peak;
#else
        (void)device;
        *out = 0;
#endif
    });
}

ctorch_error ctorch_cuda_synchronize(void) noexcept {
    return guarded([] {
#ifdef CTORCH_WITH_CUDA
        c10::cuda::device_synchronize();
#endif
    });
}
