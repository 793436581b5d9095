#include <algorithm>

#include "ckernels.h"
#include "kernels.hpp"
#include "workers.hpp"

using namespace decoding;

void ckernels_snake(const float *x, const float *frequency, const float *inverse, int64_t count, int64_t channels, float *out) noexcept {
    // So many numbers at a time stay in a cache between a thread's reading and writing, and are worth handing over.
    constexpr int64_t numbers = 32 << 10;
    const Kernels &kernel = kernels();
    const int64_t rows = std::max<int64_t>(1, numbers / channels);
    const auto part = [&](int64_t index) {
        const int64_t first = index * rows, offset = first * channels;
        kernel.snake(x + offset, frequency, inverse, std::min(rows, count - first), channels, out + offset);
    };
    parallel((count + rows - 1) / rows, part);
}
