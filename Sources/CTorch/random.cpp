#include <ATen/CPUGeneratorImpl.h>

#include "boundary.hpp"
#ifdef CTORCH_WITH_CUDA
#include <ATen/cuda/CUDAGeneratorImpl.h>
#endif

using namespace ctorch;

static at::Generator &generator(ctorch_generator handle) { return *static_cast<at::Generator *>(handle.pointer); }

ctorch_error ctorch_generator_make(ctorch_generator *out, uint64_t seed, ctorch_device where) noexcept {
    return guarded([&] {
#ifdef CTORCH_WITH_CUDA
        at::Generator made = where.type == CTORCH_CUDA ? at::cuda::detail::createCUDAGenerator(static_cast<c10::DeviceIndex>(where.index))
                                                       : at::detail::createCPUGenerator();
#else
        TORCH_CHECK(where.type == CTORCH_CPU, "this libctorch was built without CUDA");
        at::Generator made = at::detail::createCPUGenerator();
#endif
        made.set_current_seed(seed);
        out->pointer = new at::Generator(std::move(made));
    });
}

void ctorch_generator_free(ctorch_generator handle) noexcept { delete static_cast<at::Generator *>(handle.pointer); }

ctorch_error ctorch_generator_get_state(ctorch_tensor *out, ctorch_generator handle) noexcept {
    return returning(out, [&] { return generator(handle).get_state(); });
}

ctorch_error ctorch_generator_set_state(ctorch_generator handle, ctorch_tensor state) noexcept {
    return guarded([&] { generator(handle).set_state(value(state)); });
}

ctorch_error ctorch_random_normal(ctorch_tensor *out, const int64_t *sizes, int rank, ctorch_dtype dtype, ctorch_generator handle) noexcept {
    return returning(out, [&] {
        return at::randn(list(sizes, rank), generator(handle), at::TensorOptions().dtype(scalarType(dtype)).device(generator(handle).device()));
    });
}

ctorch_error ctorch_random_uniform(ctorch_tensor *out, const int64_t *sizes, int rank, ctorch_dtype dtype, ctorch_generator handle) noexcept {
    return returning(out, [&] {
        return at::rand(list(sizes, rank), generator(handle), at::TensorOptions().dtype(scalarType(dtype)).device(generator(handle).device()));
    });
}

ctorch_error ctorch_random_choice(ctorch_tensor *out, ctorch_tensor weights, int64_t count, ctorch_generator handle) noexcept {
    return returning(out, [&] { return at::multinomial(value(weights), count, /*replacement=*/true, generator(handle)); });
}
