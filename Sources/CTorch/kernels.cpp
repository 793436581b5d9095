#include "kernels.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <vector>

#include "ctorch.h"

// A vector that crosses no boundary of a library may be passed in whatever registers there are.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace ctorch {

/// What every processor of this kind understands.
namespace baseline {
#include "kernels.inc"
}

#if defined(__x86_64__)
/// 256-bit registers and fused multiply-add: Intel since Haswell, AMD since Zen.
namespace avx2 {
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#include "kernels.inc"
#pragma GCC pop_options
#endif
}
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

}  // namespace ctorch

const char *ctorch_kernels_name(int index) noexcept {
    const auto &all = ctorch::choices();
    return index >= 0 && static_cast<size_t>(index) < all.size() ? all[static_cast<size_t>(index)].name : nullptr;
}

void ctorch_choose_kernels(int index) noexcept {
    const auto &all = ctorch::choices();
    if (index >= 0 && static_cast<size_t>(index) < all.size()) {
        ctorch::chosen.store(all[static_cast<size_t>(index)].kernels, std::memory_order_relaxed);
    }
}
