#include "kernels.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <vector>

#include "ckernels.h"

// A vector that crosses no boundary of a library may be passed in whatever registers there are.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace decoding {

/// What every processor of this kind understands.
namespace baseline {
constexpr int64_t lanes = 4;
constexpr bool hasManyRegisters = false;
#include "kernels.inc"
}

#if defined(__x86_64__)
#if defined(__clang__)
#define CKERNELS_FOR(features) _Pragma(CKERNELS_TEXT(clang attribute push(__attribute__((target(features))), apply_to = function)))
#define CKERNELS_END _Pragma("clang attribute pop")
#else
#define CKERNELS_FOR(features) _Pragma("GCC push_options") _Pragma(CKERNELS_TEXT(GCC target(features)))
#define CKERNELS_END _Pragma("GCC pop_options")
#endif
#define CKERNELS_TEXT(...) #__VA_ARGS__

CKERNELS_FOR("avx2,fma")
/// 256-bit registers and fused multiply-add: Intel since Haswell, AMD since Zen.
namespace avx2 {
constexpr int64_t lanes = 8;
constexpr bool hasManyRegisters = false;
#include "kernels.inc"
}
CKERNELS_END

CKERNELS_FOR("avx512f,avx512bw,avx512dq,avx512vl")
/// 512-bit registers, and twice as many: Intel since Skylake's servers, AMD since Zen 4.
namespace avx512 {
constexpr int64_t lanes = 16;
constexpr bool hasManyRegisters = true;
#include "kernels.inc"
}
CKERNELS_END
#endif

namespace {

struct Choice {
    const char *name;
    const Kernels *kernels;
};

/// What this processor can run, the best first.
const std::vector<Choice> &choices() {
    static const std::vector<Choice> all = [] {
        std::vector<Choice> result;
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl")) {
            result.push_back({"avx512", &avx512::all});
        }
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) result.push_back({"avx2", &avx2::all});
#endif
        result.push_back({"baseline", &baseline::all});
        return result;
    }();
    return all;
}

std::atomic<const Kernels *> chosen{nullptr};

}  // namespace

const Kernels &kernels() {
    const Kernels *current = chosen.load(std::memory_order_relaxed);
    return current ? *current : *choices().front().kernels;
}

}  // namespace decoding

const char *ckernels_name(int index) noexcept {
    const auto &all = decoding::choices();
    return index >= 0 && static_cast<size_t>(index) < all.size() ? all[static_cast<size_t>(index)].name : nullptr;
}

void ckernels_choose(int index) noexcept {
    const auto &all = decoding::choices();
    if (index >= 0 && static_cast<size_t>(index) < all.size()) {
        decoding::chosen.store(all[static_cast<size_t>(index)].kernels, std::memory_order_relaxed);
    }
}
