// The arithmetic of generation on the CPU, for the processor's widest instructions that were compiled in.
#pragma once
#include <cstdint>

namespace decoding {

/// How a weight is stored; it is widened to float32 when it is used.
enum class WeightFormat { float32, bfloat16, int8 };

/// The rows `first ..< end` of a matrix, times `count` vectors.
struct ProductTask {
    WeightFormat format;
    /// Row-major, `columns` wide.
    const void *weights;
    /// One factor per row where the format is int8.
    const float *scales;
    /// One per row; NULL for none.
    const float *bias;
    int64_t columns, first, end;
    /// `[count][columns]`.
    const float *x;
    int64_t count;
    /// `[count][stride]`; the matrix's row n goes to column n.
    float *out;
    int64_t stride;
    /// Whether the product is added to what is there.
    bool accumulates;
};

/// The query heads of one position that share keys and values.
struct AttentionTask {
    /// `[heads][dimension]`, after norm and rotation.
    const float *queries;
    int64_t heads, dimension;
    /// `[positions][dimension]` each.
    const float *keys, *values;
    int64_t positions;
    float scale;
    /// Scratch, `[heads][positions]`.
    float *scores;
    /// `[heads][dimension]`.
    float *out;
};

struct Kernels {
    /// The sum of each output runs over the columns in the same order whatever `count` is: a vector's product does not
    /// depend on its neighbours.
    void (*product)(const ProductTask &);
    void (*attention)(const AttentionTask &);
    /// `weight · x / sqrt(mean(x²) + epsilon)` over `width` numbers; `out` may be `x`.
    void (*rmsNorm)(const float *x, const float *weight, int64_t width, float epsilon, float *out);
    /// `gate = silu(gate) · up`.
    void (*gatedProduct)(float *gate, const float *up, int64_t count);
    /// Turns the halves of `x`, `dimension` wide, by the angles of its position.
    void (*rotate)(float *x, const float *cosine, const float *sine, int64_t dimension);
    /// `out = x + sin²(frequency · x) · inverse` over `count` rows of `channels`.
    void (*snake)(const float *x, const float *frequency, const float *inverse, int64_t count, int64_t channels, float *out);
};

/// Those for this processor.
const Kernels &kernels();

}  // namespace decoding
