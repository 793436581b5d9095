#include "matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <memory>

#include "workers.hpp"

namespace decoding {
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

}  // namespace decoding

using namespace decoding;

ProductTask ckernels_matrix::task(const float *x, int64_t count, float *out, bool accumulates) const {
    return {.format = format, .weights = values, .scales = scales.empty() ? nullptr : scales.data(), .bias = bias.empty() ? nullptr : bias.data(),
            .columns = columns, .first = 0, .end = rows, .x = x, .count = count, .out = out, .stride = rows, .accumulates = accumulates};
}

void ckernels_matrix::widen(int64_t row, int64_t first, int64_t count, float *out) const {
    const int64_t start = row * columns + first;
    switch (format) {
    case WeightFormat::float32: std::copy_n(static_cast<const float *>(values) + start, count, out); break;
    case WeightFormat::bfloat16: {
        const auto *halves = static_cast<const uint16_t *>(values) + start;
        for (int64_t column = 0; column < count; ++column) {
            const uint32_t bits = static_cast<uint32_t>(halves[column]) << 16;
            memcpy(out + column, &bits, sizeof bits);
        }
        break;
    }
    case WeightFormat::int8: {
        const auto *bytes = static_cast<const int8_t *>(values) + start;
        const float scale = scales[static_cast<size_t>(row)];
        for (int64_t column = 0; column < count; ++column) out[column] = scale * static_cast<float>(bytes[column]);
        break;
    }
    }
}

void ckernels_matrix::quantize() {
    // Adding and taking away 1.5 · 2^23 rounds to the nearest whole number, halves to the even one.
    constexpr float rounding = 12582912;
    constexpr int64_t rowsAtOnce = 64;
    scales.resize(static_cast<size_t>(rows));
    quantized.resize(static_cast<size_t>(rows * columns));
    std::vector<float> wide(static_cast<size_t>(columns * ((rows + rowsAtOnce - 1) / rowsAtOnce)));
    parallel((rows + rowsAtOnce - 1) / rowsAtOnce, [&](int64_t part) {
        float *buffer = wide.data() + part * columns;
        for (int64_t row = part * rowsAtOnce; row < std::min(rows, (part + 1) * rowsAtOnce); ++row) {
            widen(row, 0, columns, buffer);
            float largest = 0;
            for (int64_t column = 0; column < columns; ++column) largest = std::max(largest, std::fabs(buffer[column]));
            const float scale = std::max(largest / 127, 1e-30f);
            int8_t *out = quantized.data() + row * columns;
            for (int64_t column = 0; column < columns; ++column) {
                out[column] = static_cast<int8_t>((buffer[column] / scale + rounding) - rounding);
            }
            scales[static_cast<size_t>(row)] = scale;
        }
    });
    values = quantized.data();
    format = WeightFormat::int8;
}

ckernels_matrix *ckernels_matrix_make(const void *values, ckernels_format format, const float *optional_bias, int64_t rows, int64_t columns, bool quantizes) noexcept {
    try {
        auto result = std::make_unique<ckernels_matrix>();
        result->values = values;
        result->format = format == CKERNELS_BFLOAT16 ? WeightFormat::bfloat16 : WeightFormat::float32;
        result->rows = rows;
        result->columns = columns;
        if (optional_bias) result->bias.assign(optional_bias, optional_bias + rows);
        if (quantizes) result->quantize();
        return result.release();
    } catch (const std::exception &) {
        return nullptr;
    }
}

void ckernels_matrix_free(ckernels_matrix *matrix) noexcept { delete matrix; }

void ckernels_matrix_multiply(const ckernels_matrix *matrix, const float *x, int64_t count, float *out) noexcept {
    multiply({matrix->task(x, count, out)});
}

void ckernels_matrix_add_row(const ckernels_matrix *matrix, int64_t row, float *accumulator) noexcept {
    constexpr int64_t part = 256;
    float wide[part];
    for (int64_t start = 0; start < matrix->columns; start += part) {
        const int64_t count = std::min(part, matrix->columns - start);
        matrix->widen(row, start, count, wide);
        for (int64_t column = 0; column < count; ++column) accumulator[start + column] += wide[column];
    }
}
