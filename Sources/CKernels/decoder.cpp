#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>

#include "matrix.hpp"
#include "workers.hpp"

using namespace decoding;

namespace {

struct Layer {
    const ckernels_matrix &q, &k, &v, &output, &gate, &up, &down;
    std::vector<float> attentionNorm, qNorm, kNorm, feedForwardNorm;
};

/// Positions that go through the layers together: more would not fit into the cache beside a chunk of weights.
constexpr int64_t largestBlock = 32;
/// Below this number of multiplications, attention is not worth dividing.
constexpr int64_t attentionWorthDividing = 1 << 15;

/// Numbers whose pages are not touched before they are needed.
class Pages {
public:
    Pages() = default;
    /// - Throws: `std::bad_alloc`.
    explicit Pages(int64_t count) : start(static_cast<float *>(std::malloc(static_cast<size_t>(std::max<int64_t>(count, 1)) * sizeof(float)))) {
        if (!start) throw std::bad_alloc();
    }
    float *data() const { return start.get(); }

private:
    struct Free {
        void operator()(float *address) const { std::free(address); }
    };
    std::unique_ptr<float, Free> start;
};

}  // namespace

/// Decoder layers with the keys and values of several sequences.
struct ckernels_decoder {
    ckernels_shape shape;
    std::vector<Layer> layers;
    std::vector<float> norm, cosine, sine;
    int64_t slots = 0, capacity = 0;
    /// `[layers][slots][key-value heads][capacity][head dimension]`.
    Pages keys, values;
    /// Positions that each sequence has.
    std::vector<int64_t> counts;

    void run(const float *x, const int64_t *rows, int64_t count, float *out);
    void block(const float *x, const int64_t *rows, int64_t count, float *out);

    float *cache(const Pages &all, size_t layer, int64_t slot, int64_t head) const {
        const int64_t index = (static_cast<int64_t>(layer) * slots + slot) * shape.key_value_heads + head;
        return all.data() + index * capacity * shape.head_dimension;
    }

private:
    std::vector<float> normed, queries, newKeys, newValues, mixed, gate, up, scores;
    std::vector<int64_t> positions;
};

void ckernels_decoder::run(const float *x, const int64_t *rows, int64_t count, float *out) {
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

void ckernels_decoder::block(const float *x, const int64_t *rows, int64_t count, float *out) {
    const Kernels &kernel = kernels();
    const int64_t hidden = shape.hidden, dimension = shape.head_dimension, groups = shape.key_value_heads;
    const int64_t shared = shape.heads / groups, queryWidth = shape.heads * dimension, keyWidth = groups * dimension;
    const float epsilon = shape.epsilon;
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

ckernels_decoder *ckernels_decoder_make(ckernels_shape shape, const ckernels_layer *layers, int64_t count, const float *norm) noexcept {
    try {
        auto result = std::make_unique<ckernels_decoder>();
        result->shape = shape;
        const auto wide = [&](const float *start) { return std::vector<float>(start, start + shape.hidden); };
        const auto narrow = [&](const float *start) { return std::vector<float>(start, start + shape.head_dimension); };
        for (int64_t index = 0; index < count; ++index) {
            const ckernels_layer &layer = layers[index];
            result->layers.push_back({.q = *layer.q, .k = *layer.k, .v = *layer.v, .output = *layer.output, .gate = *layer.gate, .up = *layer.up,
                                      .down = *layer.down, .attentionNorm = wide(layer.attention_norm), .qNorm = narrow(layer.q_norm),
                                      .kNorm = narrow(layer.k_norm), .feedForwardNorm = wide(layer.feed_forward_norm)});
        }
        result->norm = wide(norm);
        return result.release();
    } catch (const std::exception &) {
        return nullptr;
    }
}

void ckernels_decoder_free(ckernels_decoder *decoder) noexcept { delete decoder; }

bool ckernels_decoder_reserve(ckernels_decoder *decoder, int64_t slots, int64_t capacity, const float *cosine, const float *sine) noexcept {
    try {
        const int64_t table = capacity * decoder->shape.head_dimension;
        std::vector<float> cosines(cosine, cosine + table), sines(sine, sine + table);
        std::vector<int64_t> counts(static_cast<size_t>(slots), 0);
        if (slots != decoder->slots || capacity != decoder->capacity) {
            const int64_t size = static_cast<int64_t>(decoder->layers.size()) * slots * decoder->shape.key_value_heads * table;
            Pages keys(size), values(size);
            decoder->keys = std::move(keys);
            decoder->values = std::move(values);
            decoder->slots = slots;
            decoder->capacity = capacity;
        }
        decoder->cosine = std::move(cosines);
        decoder->sine = std::move(sines);
        decoder->counts = std::move(counts);
        return true;
    } catch (const std::exception &) {
        return false;
    }
}

void ckernels_decoder_clear(ckernels_decoder *decoder, int64_t slot) noexcept { decoder->counts[static_cast<size_t>(slot)] = 0; }

ckernels_status ckernels_decoder_run(ckernels_decoder *decoder, const float *x, const int64_t *slots, int64_t count, float *out) noexcept {
    try {
        std::vector<int64_t> needed = decoder->counts;
        for (int64_t row = 0; row < count; ++row) {
            if (slots[row] < 0 || slots[row] >= decoder->slots) return CKERNELS_NO_SLOT;
            if (++needed[static_cast<size_t>(slots[row])] > decoder->capacity) return CKERNELS_FULL;
        }
        decoder->run(x, slots, count, out);
        return CKERNELS_DONE;
    } catch (const std::exception &) {
        return CKERNELS_OUT_OF_MEMORY;
    }
}
