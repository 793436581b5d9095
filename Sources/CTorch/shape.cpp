#include "boundary.hpp"

using namespace ctorch;

ctorch_error ctorch_reshape(ctorch_tensor *out, ctorch_tensor x, const int64_t *sizes, int rank) noexcept {
    return returning(out, [&] { return value(x).reshape(list(sizes, rank)); });
}

ctorch_error ctorch_expand(ctorch_tensor *out, ctorch_tensor x, const int64_t *sizes, int rank) noexcept {
    return returning(out, [&] { return value(x).expand(list(sizes, rank)); });
}

ctorch_error ctorch_permute(ctorch_tensor *out, ctorch_tensor x, const int64_t *order, int rank) noexcept {
    return returning(out, [&] { return value(x).permute(list(order, rank)); });
}

ctorch_error ctorch_transpose(ctorch_tensor *out, ctorch_tensor x, int first, int second) noexcept {
    return returning(out, [&] { return value(x).transpose(first, second); });
}

ctorch_error ctorch_unsqueeze(ctorch_tensor *out, ctorch_tensor x, int dimension) noexcept {
    return returning(out, [&] { return value(x).unsqueeze(dimension); });
}

ctorch_error ctorch_squeeze(ctorch_tensor *out, ctorch_tensor x, int dimension) noexcept {
    return returning(out, [&] { return value(x).squeeze(dimension); });
}

ctorch_error ctorch_select(ctorch_tensor *out, ctorch_tensor x, int dimension, int64_t index) noexcept {
    return returning(out, [&] { return value(x).select(dimension, index); });
}

ctorch_error ctorch_narrow(ctorch_tensor *out, ctorch_tensor x, int dimension, int64_t start, int64_t length) noexcept {
    return returning(out, [&] { return value(x).narrow(dimension, start, length); });
}

ctorch_error ctorch_index_select(ctorch_tensor *out, ctorch_tensor x, int dimension, ctorch_tensor indices) noexcept {
    return returning(out, [&] { return value(x).index_select(dimension, value(indices)); });
}

ctorch_error ctorch_gather(ctorch_tensor *out, ctorch_tensor x, int dimension, ctorch_tensor indices) noexcept {
    return returning(out, [&] { return value(x).gather(dimension, value(indices)); });
}

ctorch_error ctorch_scatter(ctorch_tensor *out, ctorch_tensor x, int dimension, ctorch_tensor indices, ctorch_tensor source) noexcept {
    return returning(out, [&] { return value(x).scatter(dimension, value(indices), value(source)); });
}

ctorch_error ctorch_index_add(ctorch_tensor *out, ctorch_tensor x, int dimension, ctorch_tensor indices, ctorch_tensor source) noexcept {
    return returning(out, [&] { return value(x).index_add(dimension, value(indices), value(source)); });
}

ctorch_error ctorch_cat(ctorch_tensor *out, const ctorch_tensor *tensors, int count, int dimension) noexcept {
    return returning(out, [&] {
        std::vector<at::Tensor> parts = list(tensors, count);
        if (dimension != 2 || !std::all_of(parts.begin(), parts.end(), isChannelsLast)) return at::cat(parts, dimension);
        for (at::Tensor &part : parts) part = part.transpose(1, 2);
        return at::cat(parts, 1).transpose(1, 2);
    });
}

ctorch_error ctorch_stack(ctorch_tensor *out, const ctorch_tensor *tensors, int count, int dimension) noexcept {
    return returning(out, [&] { return at::stack(list(tensors, count), dimension); });
}

ctorch_error ctorch_flip(ctorch_tensor *out, ctorch_tensor x, int dimension) noexcept {
    return returning(out, [&] { return value(x).flip({dimension}); });
}

ctorch_error ctorch_pad_last(ctorch_tensor *out, ctorch_tensor x, int64_t left, int64_t right, ctorch_padding mode, double number) noexcept {
    return returning(out, [&] {
        const std::array<int64_t, 2> widths{left, right};
        switch (mode) {
            case CTORCH_PAD_REFLECT: return at::reflection_pad1d(value(x), widths);
            case CTORCH_PAD_REPLICATE: return at::replication_pad1d(value(x), widths);
            case CTORCH_PAD_CONSTANT: break;
        }
        if (!isChannelsLast(value(x))) return at::constant_pad_nd(value(x), widths, number);
        return at::constant_pad_nd(value(x).transpose(1, 2), {0, 0, left, right}, number).transpose(1, 2);
    });
}

ctorch_error ctorch_where(ctorch_tensor *out, ctorch_tensor condition, ctorch_tensor x, ctorch_tensor y) noexcept {
    return returning(out, [&] { return at::where(value(condition), value(x), value(y)); });
}

ctorch_error ctorch_masked_fill(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor mask, double number) noexcept {
    return returning(out, [&] { return value(x).masked_fill(value(mask), scalar(value(x), number)); });
}
