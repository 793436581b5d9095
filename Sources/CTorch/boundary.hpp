// The one place where C++ exceptions become C values, and handles become tensors.
#pragma once
#include <ATen/ATen.h>
#include <cmath>
#include <exception>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include "ctorch.h"

// Set by the build for a libtorch with CUDA; what the shim does with it wants CUDA's own headers as well.
#if defined(CTORCH_WITH_CUDA) && !__has_include(<cuda_runtime_api.h>)
#undef CTORCH_WITH_CUDA
#endif

namespace ctorch {

struct Error {
    ctorch_error_kind kind;
    std::string message;
};

/// Wraps what went wrong; when even that fails for want of memory, a static error stands in.
ctorch_error makeError(ctorch_error_kind kind, const char *message) noexcept;

template <typename Body>
ctorch_error guarded(Body &&body) noexcept {
    try {
        body();
        return {nullptr};
    } catch (const c10::OutOfMemoryError &error) {
        return makeError(CTORCH_ERROR_OUT_OF_MEMORY, error.what_without_backtrace());
    } catch (const c10::Error &error) {
        // The CPU allocator reports exhaustion as a plain c10::Error.
        const std::string text = error.what_without_backtrace();
        const bool memory = text.find("not enough memory") != std::string::npos || text.find("can't allocate memory") != std::string::npos;
        return makeError(memory ? CTORCH_ERROR_OUT_OF_MEMORY : CTORCH_ERROR_INVALID, text.c_str());
    } catch (const std::bad_alloc &error) {
        return makeError(CTORCH_ERROR_OUT_OF_MEMORY, error.what());
    } catch (const std::exception &error) {
        return makeError(CTORCH_ERROR_INVALID, error.what());
    } catch (...) {
        return makeError(CTORCH_ERROR_UNKNOWN, "an exception of unknown type");
    }
}

inline const at::Tensor &value(ctorch_tensor handle) { return *static_cast<at::Tensor *>(handle.pointer); }
inline at::Tensor &reference(ctorch_tensor handle) { return *static_cast<at::Tensor *>(handle.pointer); }

inline std::optional<at::Tensor> optional(ctorch_tensor handle) {
    return handle.pointer ? std::optional<at::Tensor>(value(handle)) : std::nullopt;
}

inline ctorch_tensor handle(at::Tensor tensor) { return {new at::Tensor(std::move(tensor))}; }

/// Runs `body` and hands its tensor to the caller.
template <typename Body>
ctorch_error returning(ctorch_tensor *out, Body &&body) noexcept {
    return guarded([&] { *out = handle(body()); });
}

inline at::ScalarType scalarType(ctorch_dtype dtype) { return static_cast<at::ScalarType>(dtype); }

/// `number` beside `x`: a whole one stays an integer, so that an integer tensor keeps its dtype and all its digits.
inline at::Scalar scalar(const at::Tensor &x, double number) {
    const bool whole = !x.is_floating_point() && number >= -0x1p63 && number < 0x1p63 && number == std::trunc(number);
    return whole ? at::Scalar(static_cast<int64_t>(number)) : at::Scalar(number);
}

inline at::Device device(ctorch_device device) {
    // A device index has eight bits in libtorch: one that does not fit must not become another device.
    TORCH_CHECK(device.index >= 0 && device.index <= std::numeric_limits<c10::DeviceIndex>::max(), "there is no device with the index ", device.index);
    return device.type == CTORCH_CUDA ? at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(device.index)) : at::Device(at::kCPU);
}

/// Whether the channels of `x` [B, C, T] lie beside each other in the CPU's memory: convolutions then need no copy in another order,
/// and hand on the same.
inline bool isChannelsLast(const at::Tensor &x) {
    return x.dim() == 3 && x.is_cpu() && x.size(1) > 1 && x.size(2) > 1 && x.transpose(1, 2).is_contiguous();
}

inline at::IntArrayRef list(const int64_t *values, int count) { return at::IntArrayRef(values, static_cast<size_t>(count)); }

inline std::vector<at::Tensor> list(const ctorch_tensor *tensors, int count) {
    std::vector<at::Tensor> result;
    result.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) result.push_back(value(tensors[i]));
    return result;
}

}  // namespace ctorch
