/// The layers of a Qwen3 decoder on the CPU, a few positions at a time, in float32, whatever the weights are stored as.
///
/// Conventions
/// - What makes something returns NULL, and `cdecoder_reserve` false, when memory does not suffice; nothing has changed then.
/// - Memory passed in is borrowed for the duration of the call, but for the values of a matrix, which are read as long as it lives.
/// - No C++ exception crosses this boundary.
#ifndef CDECODER_H
#define CDECODER_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
#define CDECODER_NOEXCEPT noexcept
extern "C" {
#else
#define CDECODER_NOEXCEPT
#endif

typedef struct cdecoder_matrix cdecoder_matrix;
typedef struct cdecoder cdecoder;

typedef enum { CDECODER_FLOAT32 = 0, CDECODER_BFLOAT16 = 1 } cdecoder_format;
typedef enum { CDECODER_DONE = 0, CDECODER_NO_SLOT = 1, CDECODER_FULL = 2, CDECODER_OUT_OF_MEMORY = 3 } cdecoder_status;

// The process (kernels.cpp, workers.cpp)
/// The name of the kernels `index`, of those that this processor can run, the best first; NULL beyond the last.
const char *cdecoder_kernels_name(int index) CDECODER_NOEXCEPT;
/// Computes with these from now on: for comparison. No kernel may be at work.
void cdecoder_choose_kernels(int index) CDECODER_NOEXCEPT;
/// The most threads that a piece of work is divided over; at first one per processor.
int cdecoder_get_thread_count(void) CDECODER_NOEXCEPT;
void cdecoder_set_thread_count(int count) CDECODER_NOEXCEPT;

// A matrix of weights (matrix.cpp)
/// Reads `values` [rows][columns] where they are or, quantized, copies them in eight bits; `optional_bias` [rows] is copied.
cdecoder_matrix *cdecoder_matrix_make(const void *values, cdecoder_format format, const float *optional_bias, int64_t rows, int64_t columns, bool quantizes) CDECODER_NOEXCEPT;
void cdecoder_matrix_free(cdecoder_matrix *matrix) CDECODER_NOEXCEPT;
/// x [count][columns] to out [count][rows]; each vector's product is the same whatever the others are.
void cdecoder_matrix_multiply(const cdecoder_matrix *matrix, const float *x, int64_t count, float *out) CDECODER_NOEXCEPT;
/// Adds a row to `accumulator` [columns].
void cdecoder_matrix_add_row(const cdecoder_matrix *matrix, int64_t row, float *accumulator) CDECODER_NOEXCEPT;

// Decoder layers (decoder.cpp)
typedef struct { int64_t hidden, intermediate, heads, key_value_heads, head_dimension; float epsilon; } cdecoder_shape;
/// Matrices live as long as the decoder; the norms [hidden] and [head dimension] are copied.
typedef struct {
    const cdecoder_matrix *q, *k, *v, *output, *gate, *up, *down;
    const float *attention_norm, *q_norm, *k_norm, *feed_forward_norm;
} cdecoder_layer;
cdecoder *cdecoder_make(cdecoder_shape shape, const cdecoder_layer *layers, int64_t count, const float *norm) CDECODER_NOEXCEPT;
void cdecoder_free(cdecoder *decoder) CDECODER_NOEXCEPT;
/// Makes room for `slots` sequences, all empty; `cosine` and `sine` [capacity][head dimension] hold the positions' angles.
bool cdecoder_reserve(cdecoder *decoder, int64_t slots, int64_t capacity, const float *cosine, const float *sine) CDECODER_NOEXCEPT;
/// Forgets the positions of a slot.
void cdecoder_clear(cdecoder *decoder, int64_t slot) CDECODER_NOEXCEPT;
/// Runs x [count][hidden] through the layers and the final norm to out [count][hidden]; row i is the next position of
/// slots[i], and sees those before it in its slot. Unless it is done, all slots are as they were.
cdecoder_status cdecoder_run(cdecoder *decoder, const float *x, const int64_t *slots, int64_t count, float *out) CDECODER_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
