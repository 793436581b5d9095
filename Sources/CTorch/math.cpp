#include "boundary.hpp"

using namespace ctorch;

template <typename Other>
static at::Tensor binary(ctorch_binary_op op, const at::Tensor &x, const Other &y) {
    switch (op) {
        case CTORCH_ADD: return x.add(y);
        case CTORCH_SUBTRACT: return x.sub(y);
        case CTORCH_MULTIPLY: return x.mul(y);
        case CTORCH_DIVIDE: return x.div(y);
        case CTORCH_EQUAL: return x.eq(y);
        case CTORCH_NOT_EQUAL: return x.ne(y);
        case CTORCH_LESS: return x.lt(y);
        case CTORCH_LESS_EQUAL: return x.le(y);
        case CTORCH_GREATER: return x.gt(y);
        case CTORCH_GREATER_EQUAL: return x.ge(y);
        case CTORCH_MAXIMUM: return x.clamp_min(y);
        case CTORCH_AND:
        case CTORCH_OR: break;
    }
    if constexpr (std::is_same_v<Other, at::Tensor>) return op == CTORCH_AND ? x.logical_and(y) : x.logical_or(y);
    TORCH_CHECK(false, "the operation ", static_cast<int>(op), " takes two tensors");
}

ctorch_error ctorch_binary(ctorch_tensor *out, ctorch_binary_op op, ctorch_tensor x, ctorch_tensor y) noexcept {
    return returning(out, [&] { return binary(op, value(x), value(y)); });
}

ctorch_error ctorch_binary_scalar(ctorch_tensor *out, ctorch_binary_op op, ctorch_tensor x, double y) noexcept {
    return returning(out, [&] { return binary(op, value(x), scalar(value(x), y)); });
}

ctorch_error ctorch_unary(ctorch_tensor *out, ctorch_unary_op op, ctorch_tensor handle) noexcept {
    return returning(out, [&]() -> at::Tensor {
        const at::Tensor &x = value(handle);
        switch (op) {
            case CTORCH_NEGATIVE: return x.neg();
            case CTORCH_ABS: return x.abs();
            case CTORCH_EXP: return x.exp();
            case CTORCH_LOG: return x.log();
            case CTORCH_SIN: return x.sin();
            case CTORCH_COS: return x.cos();
            case CTORCH_SQRT: return x.sqrt();
            case CTORCH_RSQRT: return x.rsqrt();
            case CTORCH_SQUARE: return x.square();
            case CTORCH_RECIPROCAL: return x.reciprocal();
            case CTORCH_TANH: return x.tanh();
            case CTORCH_SIGMOID: return x.sigmoid();
            case CTORCH_RELU: return x.relu();
            case CTORCH_SILU: return at::silu(x);
            case CTORCH_GELU: return at::gelu(x);
            case CTORCH_IS_FINITE: return at::isfinite(x);
            case CTORCH_NOT: return x.logical_not();
            case CTORCH_ELU: return at::elu(x);
        }
        TORCH_CHECK(false, "no unary operation has the number ", static_cast<int>(op));
    });
}

ctorch_error ctorch_pow(ctorch_tensor *out, ctorch_tensor x, double exponent) noexcept {
    return returning(out, [&] { return value(x).pow(exponent < 0 ? at::Scalar(exponent) : scalar(value(x), exponent)); });
}

ctorch_error ctorch_clamp(ctorch_tensor *out, ctorch_tensor x, double minimum, double maximum) noexcept {
    return returning(out, [&] {
        // An infinite end is no end: it would turn an integer tensor into a floating-point one.
        std::optional<at::Scalar> low, high;
        if (minimum != -std::numeric_limits<double>::infinity()) low = scalar(value(x), minimum);
        if (maximum != std::numeric_limits<double>::infinity()) high = scalar(value(x), maximum);
        return low || high ? value(x).clamp(low, high) : value(x).clone();
    });
}

ctorch_error ctorch_matmul(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor y) noexcept {
    return returning(out, [&] { return value(x).matmul(value(y)); });
}

ctorch_error ctorch_reduce_all(ctorch_tensor *out, ctorch_reduction reduction, ctorch_tensor handle) noexcept {
    return returning(out, [&]() -> at::Tensor {
        const at::Tensor &x = value(handle);
        switch (reduction) {
            case CTORCH_SUM: return x.sum();
            case CTORCH_MEAN: return x.mean();
            case CTORCH_MAX: return x.max();
            case CTORCH_MIN: return x.min();
            case CTORCH_ALL: return x.all();
            case CTORCH_NORM: return x.norm();
        }
        TORCH_CHECK(false, "no reduction has the number ", static_cast<int>(reduction));
    });
}

ctorch_error ctorch_reduce(ctorch_tensor *out, ctorch_reduction reduction, ctorch_tensor handle, int dimension, bool keep) noexcept {
    return returning(out, [&]() -> at::Tensor {
        const at::Tensor &x = value(handle);
        switch (reduction) {
            case CTORCH_SUM: return x.sum(dimension, keep);
            case CTORCH_MEAN: return x.mean(dimension, keep);
            case CTORCH_MAX: return x.amax(dimension, keep);
            case CTORCH_MIN: return x.amin(dimension, keep);
            case CTORCH_ALL: return x.all(dimension, keep);
            case CTORCH_NORM: return x.norm(2, dimension, keep);
        }
        TORCH_CHECK(false, "no reduction has the number ", static_cast<int>(reduction));
    });
}

ctorch_error ctorch_argmax(ctorch_tensor *out, ctorch_tensor x, int dimension) noexcept {
    return returning(out, [&] { return value(x).argmax(dimension); });
}

ctorch_error ctorch_argmin(ctorch_tensor *out, ctorch_tensor x, int dimension) noexcept {
    return returning(out, [&] { return value(x).argmin(dimension); });
}

ctorch_error ctorch_cumulative_sum(ctorch_tensor *out, ctorch_tensor x, int dimension) noexcept {
    return returning(out, [&] { return value(x).cumsum(dimension); });
}

ctorch_error ctorch_top_k(ctorch_tensor *values, ctorch_tensor *indices, ctorch_tensor x, int64_t k, int dimension) noexcept {
    return guarded([&] {
        auto [best, where] = value(x).topk(k, dimension);
        *values = handle(best);
        *indices = handle(where);
    });
}

ctorch_error ctorch_sort(ctorch_tensor *values, ctorch_tensor *indices, ctorch_tensor x, int dimension, bool descending) noexcept {
    return guarded([&] {
        auto [sorted, where] = value(x).sort(/*stable=*/true, dimension, descending);
        *values = handle(sorted);
        *indices = handle(where);
    });
}

ctorch_error ctorch_softmax(ctorch_tensor *out, ctorch_tensor x, int dimension) noexcept {
    return returning(out, [&] { return at::softmax(value(x), dimension); });
}

ctorch_error ctorch_log_softmax(ctorch_tensor *out, ctorch_tensor x, int dimension) noexcept {
    return returning(out, [&] { return at::log_softmax(value(x), dimension); });
}

ctorch_error ctorch_pairwise_distance(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor y) noexcept {
    return returning(out, [&] { return at::cdist(value(x), value(y)); });
}

ctorch_error ctorch_stft(ctorch_tensor *out, ctorch_tensor signal, int64_t fft_size, int64_t hop, int64_t window_size, ctorch_tensor window) noexcept {
    return returning(out, [&] {
        return at::view_as_real(at::stft(value(signal), fft_size, hop, window_size, value(window), /*center=*/false, /*pad_mode=*/"reflect",
                                         /*normalized=*/false, /*onesided=*/true, /*return_complex=*/true));
    });
}
