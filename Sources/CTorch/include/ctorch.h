/// A C ABI over ATen: only what the model uses, in sections that mirror the files beside `include/`.
///
/// Conventions
/// - Handles are structs by value, one per type, so that a tensor and an error cannot be confused.
/// - Every fallible function returns a `ctorch_error`; its `pointer` is NULL on success. A returned error belongs to
///   the caller, who reads it with `ctorch_error_message` and frees it with `ctorch_error_free`.
/// - A tensor written through an `out` parameter belongs to the caller, who frees it with `ctorch_tensor_free`.
///   On failure `out` is not written. Tensors passed in are borrowed for the duration of the call.
/// - No C++ exception crosses this boundary, and no libtorch type appears in it.
/// - Nothing here is synchronised: all tensor work of a process happens on one thread.
#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CTORCH_NOEXCEPT noexcept
extern "C" {
#else
#define CTORCH_NOEXCEPT
#endif

#define CTORCH_API __attribute__((visibility("default")))

typedef struct { void *pointer; } ctorch_tensor;
typedef struct { void *pointer; } ctorch_generator;
typedef struct { void *pointer; } ctorch_error;

typedef enum { CTORCH_ERROR_INVALID = 0, CTORCH_ERROR_OUT_OF_MEMORY = 1, CTORCH_ERROR_UNKNOWN = 2 } ctorch_error_kind;

/// The numbers are those of c10::ScalarType.
typedef enum {
    CTORCH_UINT8 = 0, CTORCH_INT8 = 1, CTORCH_INT16 = 2, CTORCH_INT32 = 3, CTORCH_INT64 = 4,
    CTORCH_FLOAT16 = 5, CTORCH_FLOAT32 = 6, CTORCH_FLOAT64 = 7, CTORCH_BOOL = 11, CTORCH_BFLOAT16 = 15
} ctorch_dtype;

typedef enum { CTORCH_CPU = 0, CTORCH_CUDA = 1 } ctorch_device_type;
typedef struct { ctorch_device_type type; int index; } ctorch_device;

// Errors (error.cpp)
CTORCH_API const char *ctorch_error_message(ctorch_error error) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error_kind ctorch_error_get_kind(ctorch_error error) CTORCH_NOEXCEPT;
CTORCH_API void ctorch_error_free(ctorch_error error) CTORCH_NOEXCEPT;

// The process (process.cpp)
/// The version of the libtorch that this shim was compiled against, such as "2.13.0".
CTORCH_API const char *ctorch_version(void) CTORCH_NOEXCEPT;
CTORCH_API void ctorch_set_thread_count(int count) CTORCH_NOEXCEPT;
CTORCH_API int ctorch_get_thread_count(void) CTORCH_NOEXCEPT;
/// Keeps freed memory in the process instead of handing each large block back to the kernel: without it every
/// step pays page faults for its gradients anew.
CTORCH_API void ctorch_keep_freed_memory(void) CTORCH_NOEXCEPT;
/// Whether products of float32 matrices, and convolutions, may use TF32 on a GPU.
CTORCH_API void ctorch_allow_tf32(bool allowed) CTORCH_NOEXCEPT;
CTORCH_API int ctorch_cuda_device_count(void) CTORCH_NOEXCEPT;
/// Writes the highest number of bytes that the CUDA allocator has held; 0 without CUDA.
CTORCH_API ctorch_error ctorch_cuda_peak_memory(int64_t *out, int device) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_cuda_synchronize(void) CTORCH_NOEXCEPT;

// Making tensors and reading them (tensor.cpp)
/// Copies `data`, which holds the elements in row-major order.
CTORCH_API ctorch_error ctorch_tensor_from_data(ctorch_tensor *out, const void *data, ctorch_dtype dtype, const int64_t *sizes, int rank) CTORCH_NOEXCEPT;
/// Borrows `data` without copying; `release(context)` is called once, when the last tensor over it is freed (also on failure).
CTORCH_API ctorch_error ctorch_tensor_over_memory(ctorch_tensor *out, void *data, ctorch_dtype dtype, const int64_t *sizes, int rank, void *context, void (*release)(void *)) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_empty(ctorch_tensor *out, const int64_t *sizes, int rank, ctorch_dtype dtype, ctorch_device device) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_full(ctorch_tensor *out, const int64_t *sizes, int rank, double value, ctorch_dtype dtype, ctorch_device device) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_arange(ctorch_tensor *out, double start, double end, double step, ctorch_dtype dtype, ctorch_device device) CTORCH_NOEXCEPT;
CTORCH_API void ctorch_tensor_free(ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API int ctorch_rank(ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API int64_t ctorch_size(ctorch_tensor tensor, int dimension) CTORCH_NOEXCEPT;
CTORCH_API int64_t ctorch_element_count(ctorch_tensor tensor) CTORCH_NOEXCEPT;
/// The dtype's number; -1 for one that is not in `ctorch_dtype`.
CTORCH_API int ctorch_get_dtype(ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_device ctorch_get_device(ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API bool ctorch_is_contiguous(ctorch_tensor tensor) CTORCH_NOEXCEPT;
/// Copies the elements, row-major, to `destination`, which has room for `byte_count` bytes; a different size is an error.
CTORCH_API ctorch_error ctorch_copy_out(ctorch_tensor tensor, void *destination, size_t byte_count) CTORCH_NOEXCEPT;
/// The address of the first element of a contiguous CPU tensor; NULL for any other.
CTORCH_API const void *ctorch_data(ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_item_double(double *out, ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_item_int(int64_t *out, ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_to_dtype(ctorch_tensor *out, ctorch_tensor tensor, ctorch_dtype dtype) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_to_device(ctorch_tensor *out, ctorch_tensor tensor, ctorch_device device) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_contiguous(ctorch_tensor *out, ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_clone(ctorch_tensor *out, ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_detach(ctorch_tensor *out, ctorch_tensor tensor) CTORCH_NOEXCEPT;
/// Overwrites the elements of `tensor` in place with those of `source`, which has the same shape.
CTORCH_API ctorch_error ctorch_copy_in(ctorch_tensor tensor, ctorch_tensor source) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_fill(ctorch_tensor tensor, double value) CTORCH_NOEXCEPT;

// Shapes and indices (shape.cpp)
CTORCH_API ctorch_error ctorch_reshape(ctorch_tensor *out, ctorch_tensor x, const int64_t *sizes, int rank) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_expand(ctorch_tensor *out, ctorch_tensor x, const int64_t *sizes, int rank) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_permute(ctorch_tensor *out, ctorch_tensor x, const int64_t *order, int rank) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_transpose(ctorch_tensor *out, ctorch_tensor x, int first, int second) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_unsqueeze(ctorch_tensor *out, ctorch_tensor x, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_squeeze(ctorch_tensor *out, ctorch_tensor x, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_select(ctorch_tensor *out, ctorch_tensor x, int dimension, int64_t index) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_narrow(ctorch_tensor *out, ctorch_tensor x, int dimension, int64_t start, int64_t length) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_index_select(ctorch_tensor *out, ctorch_tensor x, int dimension, ctorch_tensor indices) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_gather(ctorch_tensor *out, ctorch_tensor x, int dimension, ctorch_tensor indices) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_scatter(ctorch_tensor *out, ctorch_tensor x, int dimension, ctorch_tensor indices, ctorch_tensor source) CTORCH_NOEXCEPT;
/// A copy of `x` whose rows `indices` have `source` added (repeated indices add up).
CTORCH_API ctorch_error ctorch_index_add(ctorch_tensor *out, ctorch_tensor x, int dimension, ctorch_tensor indices, ctorch_tensor source) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_cat(ctorch_tensor *out, const ctorch_tensor *tensors, int count, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_stack(ctorch_tensor *out, const ctorch_tensor *tensors, int count, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_flip(ctorch_tensor *out, ctorch_tensor x, int dimension) CTORCH_NOEXCEPT;
typedef enum { CTORCH_PAD_CONSTANT = 0, CTORCH_PAD_REFLECT = 1, CTORCH_PAD_REPLICATE = 2 } ctorch_padding;
/// Pads the last dimension. Reflect and replicate want rank 2 or 3.
CTORCH_API ctorch_error ctorch_pad_last(ctorch_tensor *out, ctorch_tensor x, int64_t left, int64_t right, ctorch_padding mode, double value) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_where(ctorch_tensor *out, ctorch_tensor condition, ctorch_tensor x, ctorch_tensor y) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_masked_fill(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor mask, double value) CTORCH_NOEXCEPT;

// Arithmetic (math.cpp)
typedef enum { CTORCH_ADD, CTORCH_SUBTRACT, CTORCH_MULTIPLY, CTORCH_DIVIDE, CTORCH_MAXIMUM, CTORCH_EQUAL, CTORCH_NOT_EQUAL, CTORCH_LESS, CTORCH_LESS_EQUAL, CTORCH_GREATER, CTORCH_GREATER_EQUAL, CTORCH_AND, CTORCH_OR } ctorch_binary_op;
CTORCH_API ctorch_error ctorch_binary(ctorch_tensor *out, ctorch_binary_op op, ctorch_tensor x, ctorch_tensor y) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_binary_scalar(ctorch_tensor *out, ctorch_binary_op op, ctorch_tensor x, double y) CTORCH_NOEXCEPT;
typedef enum { CTORCH_NEGATIVE, CTORCH_ABS, CTORCH_EXP, CTORCH_LOG, CTORCH_SIN, CTORCH_COS, CTORCH_SQRT, CTORCH_RSQRT, CTORCH_SQUARE, CTORCH_RECIPROCAL, CTORCH_TANH, CTORCH_SIGMOID, CTORCH_RELU, CTORCH_SILU, CTORCH_GELU, CTORCH_IS_FINITE, CTORCH_NOT, CTORCH_ELU } ctorch_unary_op;
CTORCH_API ctorch_error ctorch_unary(ctorch_tensor *out, ctorch_unary_op op, ctorch_tensor x) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_pow(ctorch_tensor *out, ctorch_tensor x, double exponent) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_clamp(ctorch_tensor *out, ctorch_tensor x, double minimum, double maximum) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_matmul(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor y) CTORCH_NOEXCEPT;
typedef enum { CTORCH_SUM, CTORCH_MEAN, CTORCH_MAX, CTORCH_MIN, CTORCH_ALL, CTORCH_NORM } ctorch_reduction;
/// Over all elements, to a tensor of rank 0.
CTORCH_API ctorch_error ctorch_reduce_all(ctorch_tensor *out, ctorch_reduction reduction, ctorch_tensor x) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_reduce(ctorch_tensor *out, ctorch_reduction reduction, ctorch_tensor x, int dimension, bool keep) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_argmax(ctorch_tensor *out, ctorch_tensor x, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_argmin(ctorch_tensor *out, ctorch_tensor x, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_cumulative_sum(ctorch_tensor *out, ctorch_tensor x, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_top_k(ctorch_tensor *values, ctorch_tensor *indices, ctorch_tensor x, int64_t k, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_sort(ctorch_tensor *values, ctorch_tensor *indices, ctorch_tensor x, int dimension, bool descending) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_softmax(ctorch_tensor *out, ctorch_tensor x, int dimension) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_log_softmax(ctorch_tensor *out, ctorch_tensor x, int dimension) CTORCH_NOEXCEPT;
/// Euclidean distances between the rows of `x` [N, D] and of `y` [M, D]: [N, M].
CTORCH_API ctorch_error ctorch_pairwise_distance(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor y) CTORCH_NOEXCEPT;
/// Windowed, not centred; re and im stacked last: [B, bins, frames, 2].
CTORCH_API ctorch_error ctorch_stft(ctorch_tensor *out, ctorch_tensor signal, int64_t fft_size, int64_t hop, int64_t window_size, ctorch_tensor window) CTORCH_NOEXCEPT;

// Layers (layers.cpp); a tensor whose pointer is NULL means "none" where a parameter is called optional
CTORCH_API ctorch_error ctorch_linear(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, ctorch_tensor optional_bias) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_embedding(ctorch_tensor *out, ctorch_tensor table, ctorch_tensor indices) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_conv1d(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, ctorch_tensor optional_bias, int64_t stride, int64_t padding, int64_t dilation, int64_t groups) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_conv_transpose1d(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, ctorch_tensor optional_bias, int64_t stride, int64_t padding, int64_t groups) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_layer_norm(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, ctorch_tensor bias, double epsilon) CTORCH_NOEXCEPT;
/// Over the last dimension, computed in float32, returned in the dtype of `x`.
CTORCH_API ctorch_error ctorch_rms_norm(ctorch_tensor *out, ctorch_tensor x, ctorch_tensor weight, double epsilon) CTORCH_NOEXCEPT;
/// q [B, H, T, D], k and v [B, G, S, D] with H a multiple of G; `optional_mask` is added (float) or keeps (bool).
CTORCH_API ctorch_error ctorch_attention(ctorch_tensor *out, ctorch_tensor q, ctorch_tensor k, ctorch_tensor v, ctorch_tensor optional_mask, bool is_causal, double scale) CTORCH_NOEXCEPT;
/// The sum over rows of -log softmax(logits)[target]; rows whose target is `ignored` count nothing. logits [N, C] float32, targets [N] int64.
CTORCH_API ctorch_error ctorch_cross_entropy_sum(ctorch_tensor *out, ctorch_tensor logits, ctorch_tensor targets, int64_t ignored) CTORCH_NOEXCEPT;

// Gradients (gradient.cpp)
CTORCH_API bool ctorch_is_gradient_enabled(void) CTORCH_NOEXCEPT;
CTORCH_API void ctorch_set_gradient_enabled(bool enabled) CTORCH_NOEXCEPT;
CTORCH_API bool ctorch_requires_gradient(ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_set_requires_gradient(ctorch_tensor tensor, bool required) CTORCH_NOEXCEPT;
/// `out->pointer` is NULL when there is no gradient.
CTORCH_API ctorch_error ctorch_gradient(ctorch_tensor *out, ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_clear_gradient(ctorch_tensor tensor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_backward(ctorch_tensor loss) CTORCH_NOEXCEPT;

// Optimization over lists of tensors (optimize.cpp)
/// The L2 norm over all tensors together, accumulated per tensor by ATen's `_foreach_norm`.
CTORCH_API ctorch_error ctorch_total_norm(double *out, const ctorch_tensor *tensors, int count) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_scale_all(const ctorch_tensor *tensors, int count, double factor) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_add_all(const ctorch_tensor *tensors, int count, double value) CTORCH_NOEXCEPT;
/// Multiplies those rows of a matrix by `factor` whose gradient is not zero or that `reached` (bool, [rows]) has; `out` are all of these.
CTORCH_API ctorch_error ctorch_decay_rows(ctorch_tensor *out, ctorch_tensor parameter, ctorch_tensor gradient, ctorch_tensor reached, double factor) CTORCH_NOEXCEPT;
/// One AdamW update in place (ATen's fused kernel). `steps` are float32 tensors of rank 0, already advanced.
CTORCH_API ctorch_error ctorch_adamw(const ctorch_tensor *parameters, const ctorch_tensor *gradients, const ctorch_tensor *first_moments, const ctorch_tensor *second_moments, const ctorch_tensor *steps, int count, double learning_rate, double beta1, double beta2, double weight_decay, double epsilon) CTORCH_NOEXCEPT;

// Random numbers (random.cpp)
CTORCH_API ctorch_error ctorch_generator_make(ctorch_generator *out, uint64_t seed, ctorch_device device) CTORCH_NOEXCEPT;
CTORCH_API void ctorch_generator_free(ctorch_generator generator) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_generator_get_state(ctorch_tensor *out, ctorch_generator generator) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_generator_set_state(ctorch_generator generator, ctorch_tensor state) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_random_normal(ctorch_tensor *out, const int64_t *sizes, int rank, ctorch_dtype dtype, ctorch_generator generator) CTORCH_NOEXCEPT;
CTORCH_API ctorch_error ctorch_random_uniform(ctorch_tensor *out, const int64_t *sizes, int rank, ctorch_dtype dtype, ctorch_generator generator) CTORCH_NOEXCEPT;
/// Row by row, `count` indices drawn with replacement, in proportion to `weights` [B, N].
CTORCH_API ctorch_error ctorch_random_choice(ctorch_tensor *out, ctorch_tensor weights, int64_t count, ctorch_generator generator) CTORCH_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
