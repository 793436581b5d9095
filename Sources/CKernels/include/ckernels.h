/// Arithmetic of our own on the CPU: the layers of a Qwen3 decoder, a few positions at a time, in float32, whatever the weights are
/// stored as; and an activation of the speech tokenizer.
///
/// Conventions
/// - What makes something returns NULL, and `ckernels_decoder_reserve` false, when memory does not suffice; nothing has changed then.
/// - Memory passed in is borrowed for the duration of the call, but for the values of a matrix, which are read as long as it lives.
/// - No C++ exception crosses this boundary.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
#define CKERNELS_NOEXCEPT noexcept
extern "C" {
#else
#define CKERNELS_NOEXCEPT
#endif

typedef struct ckernels_matrix ckernels_matrix;
typedef struct ckernels_decoder ckernels_decoder;

typedef enum { CKERNELS_FLOAT32 = 0, CKERNELS_BFLOAT16 = 1 } ckernels_format;
typedef enum { CKERNELS_DONE = 0, CKERNELS_NO_SLOT = 1, CKERNELS_FULL = 2, CKERNELS_OUT_OF_MEMORY = 3 } ckernels_status;

// The process (kernels.cpp, workers.cpp)
/// The name of the kernels `index`, of those that this processor can run, the best first; NULL beyond the last.
const char *ckernels_name(int index) CKERNELS_NOEXCEPT;
/// Computes with these from now on: for comparison. No kernel may be at work.
void ckernels_choose(int index) CKERNELS_NOEXCEPT;
/// The most threads that a piece of work is divided over; at first one per processor.
int ckernels_get_thread_count(void) CKERNELS_NOEXCEPT;
void ckernels_set_thread_count(int count) CKERNELS_NOEXCEPT;

// A matrix of weights (matrix.cpp)
/// Reads `values` [rows][columns] where they are or, quantized, copies them in eight bits; `optional_bias` [rows] is copied.
ckernels_matrix *ckernels_matrix_make(const void *values, ckernels_format format, const float *optional_bias, int64_t rows, int64_t columns, bool quantizes) CKERNELS_NOEXCEPT;
void ckernels_matrix_free(ckernels_matrix *matrix) CKERNELS_NOEXCEPT;
/// x [count][columns] to out [count][rows]; each vector's product is the same whatever the others are.
void ckernels_matrix_multiply(const ckernels_matrix *matrix, const float *x, int64_t count, float *out) CKERNELS_NOEXCEPT;
/// Adds a row to `accumulator` [columns].
void ckernels_matrix_add_row(const ckernels_matrix *matrix, int64_t row, float *accumulator) CKERNELS_NOEXCEPT;

// Decoder layers (decoder.cpp)
typedef struct { int64_t hidden, intermediate, heads, key_value_heads, head_dimension; float epsilon; } ckernels_shape;
/// Matrices live as long as the decoder; the norms [hidden] and [head dimension] are copied.
typedef struct {
    const ckernels_matrix *q, *k, *v, *output, *gate, *up, *down;
    const float *attention_norm, *q_norm, *k_norm, *feed_forward_norm;
} ckernels_layer;
ckernels_decoder *ckernels_decoder_make(ckernels_shape shape, const ckernels_layer *layers, int64_t count, const float *norm) CKERNELS_NOEXCEPT;
void ckernels_decoder_free(ckernels_decoder *decoder) CKERNELS_NOEXCEPT;
/// Makes room for `slots` sequences, all empty; `cosine` and `sine` [capacity][head dimension] hold the positions' angles.
bool ckernels_decoder_reserve(ckernels_decoder *decoder, int64_t slots, int64_t capacity, const float *cosine, const float *sine) CKERNELS_NOEXCEPT;
/// Forgets the positions of a slot.
void ckernels_decoder_clear(ckernels_decoder *decoder, int64_t slot) CKERNELS_NOEXCEPT;
/// Runs x [count][hidden] through the layers and the final norm to out [count][hidden]; row i is the next position of
/// slots[i], and sees those before it in its slot. Unless it is done, all slots are as they were.
ckernels_status ckernels_decoder_run(ckernels_decoder *decoder, const float *x, const int64_t *slots, int64_t count, float *out) CKERNELS_NOEXCEPT;

// Activations (activations.cpp)
/// out = x + sin²(frequency · x) · inverse over x [count][channels], with a frequency and an inverse per channel; `out` may be `x`.
void ckernels_snake(const float *x, const float *frequency, const float *inverse, int64_t count, int64_t channels, float *out) CKERNELS_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
