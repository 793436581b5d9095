// A matrix of weights as generation reads it.
#pragma once
#include <vector>

#include "ckernels.h"
#include "kernels.hpp"

/// `[rows, columns]`, read where it lies, or copied to eight bits with a factor per row.
struct ckernels_matrix {
    const void *values;
    decoding::WeightFormat format;
    int64_t rows, columns;
    std::vector<float> bias, scales;
    /// What `values` points to where the matrix has a copy.
    std::vector<int8_t> quantized;

    /// The task of multiplying all rows with `count` vectors.
    decoding::ProductTask task(const float *x, int64_t count, float *out, bool accumulates = false) const;
    /// Widens `count` elements of a row, from the column `first` on, to float32.
    void widen(int64_t row, int64_t first, int64_t count, float *out) const;
    /// Rounds each row to 255 steps between plus and minus its largest magnitude.
    void quantize();
};

namespace decoding {

/// Runs tasks over the same vectors, their rows divided over the threads where there is enough to do.
void multiply(const std::vector<ProductTask> &tasks);

/// `gate · x` and `up · x`, and then silu of the one times the other, where the one's output was.
void multiplyGated(const ProductTask &gate, const ProductTask &up);

}  // namespace decoding
