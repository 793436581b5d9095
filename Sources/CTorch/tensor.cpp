#include <cstring>
#include <memory>

#include "boundary.hpp"

using namespace ctorch;

ctorch_error ctorch_tensor_from_data(ctorch_tensor *out, const void *data, ctorch_dtype dtype, const int64_t *sizes, int rank) noexcept {
    return returning(out, [&] {
        at::Tensor tensor = at::empty(list(sizes, rank), at::TensorOptions().dtype(scalarType(dtype)));
        if (tensor.nbytes() > 0) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
        return tensor;
    });
}

ctorch_error ctorch_tensor_over_memory(ctorch_tensor *out, void *data, ctorch_dtype dtype, const int64_t *sizes, int rank, void *context,
                                       void (*release)(void *)) noexcept {
    return returning(out, [&] {
        // The owner goes with its last copy, which libtorch has once the tensor is made: so exactly once in any case.
        std::shared_ptr<void> owner(context, release);
        return at::from_blob(data, list(sizes, rank), [owner](void *) {}, at::TensorOptions().dtype(scalarType(dtype)));
    });
}

ctorch_error ctorch_empty(ctorch_tensor *out, const int64_t *sizes, int rank, ctorch_dtype dtype, ctorch_device where) noexcept {
    return returning(out, [&] { return at::empty(list(sizes, rank), at::TensorOptions().dtype(scalarType(dtype)).device(device(where))); });
}

ctorch_error ctorch_full(ctorch_tensor *out, const int64_t *sizes, int rank, double number, ctorch_dtype dtype, ctorch_device where) noexcept {
    return returning(out, [&] { return at::full(list(sizes, rank), number, at::TensorOptions().dtype(scalarType(dtype)).device(device(where))); });
}

ctorch_error ctorch_arange(ctorch_tensor *out, double start, double end, double step, ctorch_dtype dtype, ctorch_device where) noexcept {
    return returning(out, [&] { return at::arange(start, end, step, at::TensorOptions().dtype(scalarType(dtype)).device(device(where))); });
}

void ctorch_tensor_free(ctorch_tensor tensor) noexcept { delete static_cast<at::Tensor *>(tensor.pointer); }

int ctorch_rank(ctorch_tensor tensor) noexcept { return static_cast<int>(value(tensor).dim()); }

int64_t ctorch_size(ctorch_tensor tensor, int dimension) noexcept { return value(tensor).sizes()[static_cast<size_t>(dimension)]; }

int64_t ctorch_element_count(ctorch_tensor tensor) noexcept { return value(tensor).numel(); }

int ctorch_get_dtype(ctorch_tensor tensor) noexcept {
    const int type = static_cast<int>(value(tensor).scalar_type());
    return (type <= CTORCH_FLOAT64 || type == CTORCH_BOOL || type == CTORCH_BFLOAT16) ? type : -1;
}

ctorch_device ctorch_get_device(ctorch_tensor tensor) noexcept {
    const at::Device where = value(tensor).device();
    return {where.is_cuda() ? CTORCH_CUDA : CTORCH_CPU, where.is_cuda() ? where.index() : 0};
}

bool ctorch_is_contiguous(ctorch_tensor tensor) noexcept { return value(tensor).is_contiguous(); }

ctorch_error ctorch_copy_out(ctorch_tensor tensor, void *destination, size_t byte_count) noexcept {
    return guarded([&] {
        const at::Tensor source = value(tensor).detach().to(at::kCPU).contiguous();
        TORCH_CHECK(source.nbytes() == byte_count, "the tensor holds ", source.nbytes(), " bytes, the destination ", byte_count);
        if (byte_count > 0) std::memcpy(destination, source.const_data_ptr(), byte_count);
    });
}

const void *ctorch_data(ctorch_tensor tensor) noexcept {
    const at::Tensor &x = value(tensor);
    return x.is_cpu() && x.is_contiguous() && x.numel() > 0 ? x.const_data_ptr() : nullptr;
}

ctorch_error ctorch_item_double(double *out, ctorch_tensor tensor) noexcept {
    return guarded([&] { *out = value(tensor).item().toDouble(); });
}

ctorch_error ctorch_item_int(int64_t *out, ctorch_tensor tensor) noexcept {
    return guarded([&] { *out = value(tensor).item().toLong(); });
}

ctorch_error ctorch_to_dtype(ctorch_tensor *out, ctorch_tensor tensor, ctorch_dtype dtype) noexcept {
    return returning(out, [&] { return value(tensor).to(scalarType(dtype)); });
}

ctorch_error ctorch_to_device(ctorch_tensor *out, ctorch_tensor tensor, ctorch_device where) noexcept {
    return returning(out, [&] { return value(tensor).to(device(where)); });
}

ctorch_error ctorch_contiguous(ctorch_tensor *out, ctorch_tensor tensor) noexcept {
    return returning(out, [&] { return value(tensor).contiguous(); });
}

ctorch_error ctorch_clone(ctorch_tensor *out, ctorch_tensor tensor) noexcept {
    return returning(out, [&] { return value(tensor).clone(); });
}

ctorch_error ctorch_detach(ctorch_tensor *out, ctorch_tensor tensor) noexcept {
    return returning(out, [&] { return value(tensor).detach(); });
}

ctorch_error ctorch_copy_in(ctorch_tensor tensor, ctorch_tensor source) noexcept {
    return guarded([&] {
        // Without this, libtorch would repeat a smaller source.
        TORCH_CHECK(value(tensor).sizes() == value(source).sizes(), "the elements of a tensor of the shape ", value(source).sizes(),
                    " cannot be assigned to one of the shape ", value(tensor).sizes());
        reference(tensor).copy_(value(source));
    });
}

ctorch_error ctorch_fill(ctorch_tensor tensor, double number) noexcept {
    return guarded([&] { reference(tensor).fill_(number); });
}
