// A matrix of weights as generation reads it.
#pragma once
#include <vector>

#include "boundary.hpp"
#include "kernels.hpp"

namespace ctorch {

/// `[rows, columns]`, kept in the tensor's own memory, or copied to eight bits with a factor per row.
struct Matrix {
    at::Tensor values, scales;
    std::vector<float> bias;
    WeightFormat format = WeightFormat::float32;
    int64_t rows = 0, columns = 0;

    Matrix() = default;
    /// - quantizes: rounds each row to 255 steps between plus and minus its largest magnitude.
    Matrix(const at::Tensor &weight, const std::optional<at::Tensor> &bias, bool quantizes);

    /// The task of multiplying all rows with `count` vectors.
    ProductTask task(const float *x, int64_t count, float *out, bool accumulates = false) const;
};

/// The elements of a small tensor as float32.
std::vector<float> floats(const at::Tensor &tensor);

/// Runs tasks over the same vectors, their rows divided over the threads where there is enough to do.
void multiply(const std::vector<ProductTask> &tasks);

/// `gate · x` and `up · x`, and then silu of the one times the other, where the one's output was.
void multiplyGated(const ProductTask &gate, const ProductTask &up);

}  // namespace ctorch
