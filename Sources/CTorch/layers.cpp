#include "boundary.hpp"

using namespace ctorch;

ctorch_error ctorch_linear(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, ctorch_tensor optional_bias) noexcept {
    return returning(out, [&] { return at::linear(value(x), value(weight), optional(optional_bias)); });
}

ctorch_error ctorch_embedding(ctorch_tensor *out, ctorch_tensor table, ctorch_tensor indices) noexcept {
    return returning(out, [&] { return at::embedding(value(table), value(indices)); });
}

ctorch_error ctorch_conv1d(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, ctorch_tensor optional_bias, int64_t stride, int64_t padding,
                           int64_t dilation, int64_t groups) noexcept {
    return returning(out, [&] {
        if (value(x).is_cpu() && value(x).dim() == 3 && value(x).size(1) == 1 && value(weight).size(0) > 1 && padding == 0 && dilation == 1) {
            // Of one channel: a product for each sample, whose outputs lie beside each other as what follows wants them.
            const at::Tensor windows = value(x).squeeze(1).unfold(1, value(weight).size(2), stride);
            return at::linear(windows, value(weight).squeeze(1), optional(optional_bias)).transpose(1, 2);
        }
        if (!isChannelsLast(value(x))) return at::conv1d(value(x), value(weight), optional(optional_bias), stride, padding, dilation, groups);
        if (value(weight).size(2) == 1 && stride == 1 && padding == 0 && groups == 1) {
            return at::linear(value(x).transpose(1, 2), value(weight).squeeze(2), optional(optional_bias)).transpose(1, 2);
        }
        // libtorch knows this order of memory for images alone: those of one row.
        const std::array<int64_t, 2> strides{1, stride}, paddings{0, padding}, dilations{1, dilation};
        return at::conv2d(value(x).unsqueeze(2), value(weight).unsqueeze(2), optional(optional_bias), strides, paddings, dilations, groups).squeeze(2);
    });
}

ctorch_error ctorch_conv_transpose1d(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, ctorch_tensor optional_bias, int64_t stride,
                                     int64_t padding, int64_t groups) noexcept {
    return returning(
        out, [&] { return at::conv_transpose1d(value(x), value(weight), optional(optional_bias), stride, padding, /*output_padding=*/0, groups); });
}

ctorch_error ctorch_layer_norm(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, ctorch_tensor bias, double epsilon) noexcept {
    return returning(out, [&] { return at::layer_norm(value(x), {value(x).size(-1)}, value(weight), value(bias), epsilon); });
}

ctorch_error ctorch_rms_norm(ctorch_tensor *out, ctorch_tensor handle, ctorch_tensor weight, double epsilon) noexcept {
    return returning(out, [&] {
        const at::Tensor &x = value(handle);
        // Both in float32: for a weight of another dtype libtorch has only a slower path, and warns.
        return at::rms_norm(x.to(at::kFloat), {x.size(-1)}, value(weight).to(at::kFloat), epsilon).to(x.scalar_type());
    });
}

ctorch_error ctorch_attention(ctorch_tensor *out, ctorch_tensor q, ctorch_tensor k, ctorch_tensor v, ctorch_tensor optional_mask, bool is_causal,
                              double scale) noexcept {
    return returning(out, [&] {
        // Some of libtorch's kernels refuse both together, others apply only one of them.
        TORCH_CHECK(!(optional_mask.pointer && is_causal), "attention takes a mask or is causal, not both");
        const bool grouped = value(q).size(1) != value(k).size(1);
        return at::scaled_dot_product_attention(value(q), value(k), value(v), optional(optional_mask), /*dropout_p=*/0.0, is_causal, scale, grouped);
    });
}

ctorch_error ctorch_cross_entropy_sum(ctorch_tensor *out, ctorch_tensor logits, ctorch_tensor targets, int64_t ignored) noexcept {
    return returning(out, [&] { return at::cross_entropy_loss(value(logits), value(targets), /*weight=*/{}, at::Reduction::Sum, ignored); });
}
