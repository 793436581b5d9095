#include <algorithm>

#include "matrix.hpp"
#include "workers.hpp"

using namespace ctorch;

namespace {

struct Layer {
    Matrix q, k, v, output, gate, up, down;
    std::vector<float> attentionNorm, qNorm, kNorm, feedForwardNorm;
};

/// Positions that go through the layers together: more would not fit into the cache beside a chunk of weights.
constexpr int64_t largestBlock = 32;
/// Below this number of multiplications, attention is not worth dividing.
constexpr int64_t attentionWorthDividing = 1 << 15;

/// Decoder layers with the keys and values of several sequences.
struct Decoder {
    ctorch_decoder_shape shape;
    std::vector<Layer> layers;
    std::vector<float> norm, cosine, sine;
    int64_t slots = 0, capacity = 0;
    /// `[layers][slots][key-value heads][capacity][head dimension]`, not touched before it is needed.
    at::Tensor keys, values;
    /// Positions that each sequence has.
    std::vector<int64_t> counts;

    void run(const float *x, const int64_t *rows, int64_t count, float *out);
    void block(const float *x, const int64_t *rows, int64_t count, float *out);

    float *cache(const at::Tensor &all, size_t layer, int64_t slot, int64_t head) const {
        const int64_t index = (static_cast<int64_t>(layer) * slots + slot) * shape.key_value_heads + head;
        return all.mutable_data_ptr<float>() + index * capacity * shape.head_dimension;
    }

private:
    std::vector<float> normed, queries, newKeys, newValues, mixed, gate, up, scores;
    std::vector<int64_t> positions;
};

void Decoder::run(const float *x, const int64_t *rows, int64_t count, float *out) {
    // What fails for want of memory leaves all slots as they were.
    const auto before = counts;
    try {
        for (int64_t start = 0; start < count; start += largestBlock) {
            block(x + start * shape.hidden, rows + start, std::min(largestBlock, count - start), out + start * shape.hidden);
        }
    } catch (...) {
        std::copy(before.begin(), before.end(), counts.begin());
        throw;
    }
}

void Decoder::block(const float *x, const int64_t *rows, int64_t count, float *out) {
    const Kernels &kernel = kernels();
    const int64_t hidden = shape.hidden, dimension = shape.head_dimension, groups = shape.key_value_heads;
    const int64_t shared = shape.heads / groups, queryWidth = shape.heads * dimension, keyWidth = groups * dimension;
    const auto epsilon = static_cast<float>(shape.epsilon);
    const float scale = 1 / std::sqrt(static_cast<float>(dimension));
    normed.resize(count * hidden);
    queries.resize(count * queryWidth);
    mixed.resize(count * queryWidth);
    newKeys.resize(count * keyWidth);
    newValues.resize(count * keyWidth);
    gate.resize(count * shape.intermediate);
    up.resize(count * shape.intermediate);
    positions.resize(count);
    int64_t longest = 0, attended = 0;
    for (int64_t row = 0; row < count; ++row) {
        positions[row] = counts[rows[row]]++;
        longest = std::max(longest, positions[row] + 1);
        attended += (positions[row] + 1) * queryWidth;
    }
    scores.resize(count * shape.heads * longest);
    std::copy(x, x + count * hidden, out);

    for (size_t index = 0; index < layers.size(); ++index) {
        const Layer &layer = layers[index];
        for (int64_t row = 0; row < count; ++row) {
            kernel.rmsNorm(out + row * hidden, layer.attentionNorm.data(), hidden, epsilon, normed.data() + row * hidden);
        }
        multiply({layer.q.task(normed.data(), count, queries.data()), layer.k.task(normed.data(), count, newKeys.data()),
                  layer.v.task(normed.data(), count, newValues.data())});
        // All keys first: a row may see others of this block.
        for (int64_t row = 0; row < count; ++row) {
            const int64_t position = positions[row];
            const float *cosines = cosine.data() + position * dimension, *sines = sine.data() + position * dimension;
            for (int64_t head = 0; head < groups; ++head) {
                const int64_t offset = row * keyWidth + head * dimension;
                float *key = cache(keys, index, rows[row], head) + position * dimension;
                kernel.rmsNorm(newKeys.data() + offset, layer.kNorm.data(), dimension, epsilon, key);
                kernel.rotate(key, cosines, sines, dimension);
                std::copy_n(newValues.data() + offset, dimension, cache(values, index, rows[row], head) + position * dimension);
            }
            for (int64_t head = 0; head < shape.heads; ++head) {
                float *query = queries.data() + row * queryWidth + head * dimension;
                kernel.rmsNorm(query, layer.qNorm.data(), dimension, epsilon, query);
                kernel.rotate(query, cosines, sines, dimension);
            }
        }
        const auto attend = [&](int64_t task) {
            const int64_t row = task / groups, head = task % groups, offset = row * queryWidth + head * shared * dimension;
            kernel.attention({.queries = queries.data() + offset, .heads = shared, .dimension = dimension,
                              .keys = cache(keys, index, rows[row], head), .values = cache(values, index, rows[row], head),
                              .positions = positions[row] + 1, .scale = scale,
                              .scores = scores.data() + (row * shape.heads + head * shared) * longest, .out = mixed.data() + offset});
        };
        if (attended < attentionWorthDividing) {
            for (int64_t task = 0; task < count * groups; ++task) attend(task);
        } else {
            parallel(count * groups, attend);
        }
        multiply({layer.output.task(mixed.data(), count, out, /*accumulates=*/true)});
        for (int64_t row = 0; row < count; ++row) {
            kernel.rmsNorm(out + row * hidden, layer.feedForwardNorm.data(), hidden, epsilon, normed.data() + row * hidden);
        }
        multiplyGated(layer.gate.task(normed.data(), count, gate.data()), layer.up.task(normed.data(), count, up.data()));
        multiply({layer.down.task(gate.data(), count, out, /*accumulates=*/true)});
    }
    for (int64_t row = 0; row < count; ++row) kernel.rmsNorm(out + row * hidden, norm.data(), hidden, epsilon, out + row * hidden);
}

Decoder &decoder(ctorch_decoder handle) { return *static_cast<Decoder *>(handle.pointer); }

}  // namespace

ctorch_error ctorch_decoder_make(ctorch_decoder *out, ctorch_decoder_shape shape, const ctorch_tensor *parameters, int count, bool quantizes) noexcept {
    return guarded([&] {
        constexpr int perLayer = 11;
        TORCH_CHECK(count % perLayer == 1, "a decoder has eleven parameters per layer and a norm, not ", count);
        auto result = std::make_unique<Decoder>();
        result->shape = shape;
        for (int start = 0; start + perLayer < count; start += perLayer) {
            const auto matrix = [&](int index) { return Matrix(value(parameters[start + index]), std::nullopt, quantizes); };
            const auto vector = [&](int index) { return floats(value(parameters[start + index])); };
            result->layers.push_back({.q = matrix(1), .k = matrix(2), .v = matrix(3), .output = matrix(6), .gate = matrix(8), .up = matrix(9),
                                      .down = matrix(10), .attentionNorm = vector(0), .qNorm = vector(4), .kNorm = vector(5), .feedForwardNorm = vector(7)});
        }
        result->norm = floats(value(parameters[count - 1]));
        out->pointer = result.release();
    });
}

ctorch_error ctorch_decoder_reserve(ctorch_decoder handle, int64_t slots, ctorch_tensor cosine, ctorch_tensor sine) noexcept {
    return guarded([&] {
        Decoder &all = decoder(handle);
        const int64_t capacity = value(cosine).size(0);
        TORCH_CHECK(value(cosine).sizes() == at::IntArrayRef({capacity, all.shape.head_dimension}) && value(sine).sizes() == value(cosine).sizes(),
                    "a rotary table has a row of the head's dimension per position");
        all.cosine = floats(value(cosine));
        all.sine = floats(value(sine));
        if (slots != all.slots || capacity != all.capacity) {
            const auto layers = static_cast<int64_t>(all.layers.size());
            all.keys = at::empty({layers, slots, all.shape.key_value_heads, capacity, all.shape.head_dimension}, at::kFloat);
            all.values = at::empty_like(all.keys);
            all.slots = slots;
            all.capacity = capacity;
        }
        all.counts.assign(static_cast<size_t>(slots), 0);
    });
}

void ctorch_decoder_free(ctorch_decoder handle) noexcept { delete static_cast<Decoder *>(handle.pointer); }

void ctorch_decoder_clear(ctorch_decoder handle, int64_t slot) noexcept { decoder(handle).counts[static_cast<size_t>(slot)] = 0; }

ctorch_error ctorch_decoder_run(ctorch_decoder handle, const float *x, const int64_t *slots, int64_t count, float *out) noexcept {
    return guarded([&] {
        Decoder &all = decoder(handle);
        std::vector<int64_t> needed = all.counts;
        for (int64_t row = 0; row < count; ++row) {
            TORCH_CHECK(slots[row] >= 0 && slots[row] < all.slots, "there is no slot ", slots[row], " among ", all.slots);
            TORCH_CHECK(++needed[static_cast<size_t>(slots[row])] <= all.capacity, "a cache for ", all.capacity, " positions is full");
        }
        all.run(x, slots, count, out);
    });
}
