#include "matrix.hpp"

#include <c10/core/GradMode.h>

#include <algorithm>

#include "workers.hpp"

namespace ctorch {

Matrix::Matrix(const at::Tensor &weight, const std::optional<at::Tensor> &optionalBias, bool quantizes) {
    TORCH_CHECK(weight.dim() == 2 && weight.device().is_cpu(), "a matrix for generation has two dimensions and lies in the CPU's memory");
    c10::AutoGradMode guard(false);
    rows = weight.size(0);
    columns = weight.size(1);
    if (optionalBias) bias = floats(*optionalBias);
    TORCH_CHECK(bias.empty() || static_cast<int64_t>(bias.size()) == rows, "a bias has one element per row");
    if (quantizes) {
        const at::Tensor wide = weight.to(at::kFloat);
        scales = (wide.abs().amax(1, /*keepdim=*/true) / 127).clamp_min(1e-30).contiguous();
        values = (wide / scales).round().to(at::kChar).contiguous();
        format = WeightFormat::int8;
    } else if (weight.scalar_type() == at::kBFloat16) {
        values = weight.contiguous();
        format = WeightFormat::bfloat16;
    } else {
        values = weight.to(at::kFloat).contiguous();
    }
}

ProductTask Matrix::task(const float *x, int64_t count, float *out, bool accumulates) const {
    return {.format = format, .weights = values.const_data_ptr(), .scales = scales.defined() ? scales.const_data_ptr<float>() : nullptr,
            .bias = bias.empty() ? nullptr : bias.data(), .columns = columns, .first = 0, .end = rows, .x = x, .count = count, .out = out,
            .stride = rows, .accumulates = accumulates};
}

std::vector<float> floats(const at::Tensor &tensor) {
    const at::Tensor wide = tensor.to(at::kFloat).contiguous();
    const float *start = wide.const_data_ptr<float>();
    return std::vector<float>(start, start + wide.numel());
}

namespace {

/// Below this number of multiplications, handing work over costs more than it saves.
constexpr int64_t worthDividing = 1 << 17;
/// Rows of a chunk: a multiple of what the kernels take at a time, and few enough to stay in the cache for all vectors.
int64_t chunkRows(const ProductTask &task) {
    constexpr int64_t bytes = 128 << 10, step = 24;
    const int64_t size = task.format == WeightFormat::float32 ? 4 : task.format == WeightFormat::bfloat16 ? 2 : 1;
    return std::max(step, bytes / (size * task.columns) / step * step);
}

int64_t chunkCount(const ProductTask &task) { return (task.end + chunkRows(task) - 1) / chunkRows(task); }

}  // namespace

void multiply(const std::vector<ProductTask> &tasks) {
    const Kernels &kernel = kernels();
    int64_t rows = 0, chunks = 0;
    for (const ProductTask &task : tasks) {
        rows += task.end;
        chunks += chunkCount(task);
    }
    if (rows * tasks[0].columns * tasks[0].count < worthDividing) {
        for (const ProductTask &task : tasks) kernel.product(task);
        return;
    }
    parallel(chunks, [&](int64_t chunk) {
        size_t index = 0;
        for (int64_t count; chunk >= (count = chunkCount(tasks[index])); ++index) chunk -= count;
        ProductTask part = tasks[index];
        part.first = chunk * chunkRows(part);
        part.end = std::min(part.end, part.first + chunkRows(part));
        kernel.product(part);
    });
}

void multiplyGated(const ProductTask &gate, const ProductTask &up) {
    const Kernels &kernel = kernels();
    const auto rows = [&](int64_t first, int64_t end) {
        ProductTask gatePart = gate, upPart = up;
        gatePart.first = upPart.first = first;
        gatePart.end = upPart.end = end;
        kernel.product(gatePart);
        kernel.product(upPart);
        for (int64_t vector = 0; vector < gate.count; ++vector) {
            const int64_t offset = vector * gate.stride + first;
            kernel.gatedProduct(gate.out + offset, up.out + offset, end - first);
        }
    };
    if (2 * gate.end * gate.columns * gate.count < worthDividing) return rows(0, gate.end);
    const int64_t size = chunkRows(gate);
    parallel(chunkCount(gate), [&](int64_t chunk) { rows(chunk * size, std::min(gate.end, (chunk + 1) * size)); });
}

}  // namespace ctorch

using namespace ctorch;

static const Matrix &matrix(ctorch_matrix handle) { return *static_cast<Matrix *>(handle.pointer); }

ctorch_error ctorch_matrix_make(ctorch_matrix *out, ctorch_tensor weight, ctorch_tensor optional_bias, bool quantizes) noexcept {
    return guarded([&] { out->pointer = new Matrix(value(weight), optional(optional_bias), quantizes); });
}

void ctorch_matrix_free(ctorch_matrix handle) noexcept { delete static_cast<Matrix *>(handle.pointer); }

void ctorch_matrix_multiply(ctorch_matrix handle, const float *x, int64_t count, float *out) noexcept {
    multiply({matrix(handle).task(x, count, out)});
}

void ctorch_matrix_add_row(ctorch_matrix handle, int64_t row, float *accumulator) noexcept {
    const Matrix &table = matrix(handle);
    const char *start = static_cast<const char *>(table.values.const_data_ptr()) + row * table.columns * table.values.element_size();
    for (int64_t column = 0; column < table.columns; ++column) {
        switch (table.format) {
        case WeightFormat::float32: accumulator[column] += reinterpret_cast<const float *>(start)[column]; break;
        case WeightFormat::bfloat16: accumulator[column] += static_cast<float>(reinterpret_cast<const at::BFloat16 *>(start)[column]); break;
        case WeightFormat::int8:
            accumulator[column] += table.scales.const_data_ptr<float>()[row] * static_cast<float>(reinterpret_cast<const int8_t *>(start)[column]);
            break;
        }
    }
}
