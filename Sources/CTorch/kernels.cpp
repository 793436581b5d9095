#include "kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

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

const Kernels &kernels() {
#if defined(__x86_64__)
    static const bool hasAVX2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (hasAVX2) return avx2::all;
#endif
    return baseline::all;
}

}  // namespace ctorch
