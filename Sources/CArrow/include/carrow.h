/// A C ABI over Arrow's Parquet: only what the package uses, in sections that mirror the files beside `include/`.
///
/// Conventions
/// - Handles are structs by value, one per type, so that a footer and an error cannot be confused.
/// - Every fallible function returns a `carrow_error`; its `pointer` is NULL on success. A returned error belongs to
///   the caller, who reads it with the functions below and frees it with `carrow_error_free`.
/// - What is written through an `out` parameter belongs to the caller, who frees it. On failure `out` is not written.
/// - Strings and bytes that are handed out live as long as the handle they come from.
/// - No C++ exception crosses this boundary, and no type of Arrow appears in it.
/// - A footer may be used by several threads at once; rows, batches and writers by one at a time.
#ifndef CARROW_H
#define CARROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CARROW_NOEXCEPT noexcept
extern "C" {
#else
#define CARROW_NOEXCEPT
#endif

#define CARROW_API __attribute__((visibility("default")))

typedef struct { void *pointer; } carrow_error;
typedef struct { void *pointer; } carrow_footer;
typedef struct { void *pointer; } carrow_rows;
typedef struct { void *pointer; } carrow_batch;
typedef struct { void *pointer; } carrow_writer;
/// A column of a batch, which it lives as long as.
typedef struct { const void *pointer; } carrow_column;

/// The length is -1 for null; no bytes may lie anywhere.
typedef struct { const char *data; int64_t length; } carrow_bytes;

typedef enum {
    CARROW_OTHER = 0, CARROW_TEXT = 1, CARROW_BINARY = 2, CARROW_INT16 = 3, CARROW_INT32 = 4, CARROW_INT64 = 5,
    CARROW_FLOAT32 = 6, CARROW_FLOAT64 = 7, CARROW_BOOLEAN = 8,
    /// A struct with the fields `bytes` (binary) and, perhaps, `path` (text).
    CARROW_AUDIO = 9,
    /// Lists of lists of integers.
    CARROW_CODES = 10
} carrow_kind;

// Errors (error.cpp)
typedef enum {
    CARROW_ERROR_INVALID = 0, CARROW_ERROR_OUT_OF_MEMORY = 1, CARROW_ERROR_SYSTEM = 2, CARROW_ERROR_UNKNOWN = 3
} carrow_error_kind;
CARROW_API const char *carrow_error_message(carrow_error error) CARROW_NOEXCEPT;
CARROW_API carrow_error_kind carrow_error_get_kind(carrow_error error) CARROW_NOEXCEPT;
/// The system's number of an error of the kind `CARROW_ERROR_SYSTEM`.
CARROW_API int carrow_error_number(carrow_error error) CARROW_NOEXCEPT;
CARROW_API void carrow_error_free(carrow_error error) CARROW_NOEXCEPT;

/// The version of Arrow that is loaded, such as "26.0.1".
CARROW_API const char *carrow_version(void) CARROW_NOEXCEPT;

/// Where the bytes of a file come from. `read` fills `destination` with `count` bytes from `position` on, which lie
/// within the file, and returns whether it could; several threads may call it. `release` is called once, when the
/// last handle over the source is freed, or before a function that was given it fails.
typedef struct {
    void *context;
    int64_t size;
    bool (*read)(void *context, int64_t position, int64_t count, void *destination);
    void (*release)(void *context);
} carrow_source;

// What a file says about itself (footer.cpp)
CARROW_API carrow_error carrow_footer_read(carrow_footer *out, carrow_source source) CARROW_NOEXCEPT;
CARROW_API void carrow_footer_free(carrow_footer footer) CARROW_NOEXCEPT;
CARROW_API int carrow_footer_row_group_count(carrow_footer footer) CARROW_NOEXCEPT;
/// What the footer says, which may be anything in a damaged file.
CARROW_API int64_t carrow_footer_row_count(carrow_footer footer, int row_group) CARROW_NOEXCEPT;
CARROW_API int64_t carrow_footer_total_row_count(carrow_footer footer) CARROW_NOEXCEPT;
CARROW_API int carrow_footer_column_count(carrow_footer footer) CARROW_NOEXCEPT;
CARROW_API carrow_bytes carrow_footer_column_name(carrow_footer footer, int column) CARROW_NOEXCEPT;
CARROW_API carrow_kind carrow_footer_column_kind(carrow_footer footer, int column) CARROW_NOEXCEPT;
/// The type in Arrow's words, such as "timestamp[us]".
CARROW_API carrow_bytes carrow_footer_column_type(carrow_footer footer, int column) CARROW_NOEXCEPT;
/// The fields of a struct; 0 for every other column.
CARROW_API int carrow_footer_field_count(carrow_footer footer, int column) CARROW_NOEXCEPT;
CARROW_API carrow_bytes carrow_footer_field_name(carrow_footer footer, int column, int field) CARROW_NOEXCEPT;
CARROW_API carrow_kind carrow_footer_field_kind(carrow_footer footer, int column, int field) CARROW_NOEXCEPT;
CARROW_API int carrow_footer_metadata_count(carrow_footer footer) CARROW_NOEXCEPT;
CARROW_API carrow_bytes carrow_footer_metadata_key(carrow_footer footer, int index) CARROW_NOEXCEPT;
CARROW_API carrow_bytes carrow_footer_metadata_value(carrow_footer footer, int index) CARROW_NOEXCEPT;

// Reading rows (rows.cpp)
/// A column, or one field of it when `field` is not negative.
typedef struct { int column; int field; } carrow_selection;
/// Reads the selected columns of some row groups, one after the other; none of them may be without rows. Beside a
/// batch, memory holds a page and `buffer_size` bytes of each column.
CARROW_API carrow_error carrow_rows_open(carrow_rows *out, carrow_footer footer, carrow_source source, const carrow_selection *selections, int count, const int *row_groups, int row_group_count, int64_t batch_size, int64_t buffer_size) CARROW_NOEXCEPT;
CARROW_API void carrow_rows_free(carrow_rows rows) CARROW_NOEXCEPT;
/// Writes the next batch; one whose `pointer` is NULL after the last row.
CARROW_API carrow_error carrow_rows_next(carrow_batch *out, carrow_rows rows) CARROW_NOEXCEPT;
/// A part of a file, from its byte `start` up to `end`, as the footer says, which may be anything in a damaged file.
typedef struct { int64_t start, end; } carrow_span;
/// The parts of the file that hold a selection's values in a row group. Writes at most `room`, and returns how many there are.
CARROW_API int carrow_footer_spans(carrow_footer footer, carrow_selection selection, int row_group, carrow_span *out, int room) CARROW_NOEXCEPT;

// What a batch holds (batch.cpp)
CARROW_API void carrow_batch_free(carrow_batch batch) CARROW_NOEXCEPT;
CARROW_API int64_t carrow_batch_row_count(carrow_batch batch) CARROW_NOEXCEPT;
/// The column of a selection, counted as they were given.
CARROW_API carrow_column carrow_batch_column(carrow_batch batch, int selection) CARROW_NOEXCEPT;
/// A field of a struct; its `pointer` is NULL when there is none of the name.
CARROW_API carrow_column carrow_column_field(carrow_column column, const char *name) CARROW_NOEXCEPT;
CARROW_API bool carrow_column_is_null(carrow_column column, int64_t row) CARROW_NOEXCEPT;
/// A value of a column of texts or bytes.
CARROW_API carrow_bytes carrow_column_bytes(carrow_column column, int64_t row) CARROW_NOEXCEPT;
/// A value of an integer or boolean column that is not null; `fits` tells whether it lies within 64 bits with a sign.
CARROW_API int64_t carrow_column_integer(carrow_column column, int64_t row, bool *fits) CARROW_NOEXCEPT;
/// A value of a column of floats that is not null.
CARROW_API double carrow_column_real(carrow_column column, int64_t row) CARROW_NOEXCEPT;
typedef enum {
    CARROW_CODES_NULL = 0, CARROW_CODES_SOUND = 1,
    /// A frame has another number of codes than the first one.
    CARROW_CODES_RAGGED = 2,
    /// A frame or a code is null.
    CARROW_CODES_INCOMPLETE = 3,
    /// A code does not fit 16 bits.
    CARROW_CODES_TOO_LARGE = 4
} carrow_codes_state;
/// What lies in a row of codes. Unless it is sound, `frame` is the first frame at fault and `value` its number of
/// codes or the code.
typedef struct { carrow_codes_state state; int64_t frames, codebooks, frame, value; } carrow_codes;
CARROW_API carrow_codes carrow_column_codes(carrow_column column, int64_t row) CARROW_NOEXCEPT;
/// Copies sound codes frame by frame to `destination`, which has room for `frames` times `codebooks`.
CARROW_API void carrow_column_copy_codes(carrow_column column, int64_t row, int16_t *destination) CARROW_NOEXCEPT;

// Writing (writer.cpp)
typedef struct { carrow_bytes name; carrow_kind kind; } carrow_field;
typedef struct { carrow_bytes key, value; } carrow_pair;
/// Writes to an open file, whose descriptor it takes over, also on failure. The schema's metadata is a part of
/// Arrow's own schema in the footer besides.
CARROW_API carrow_error carrow_writer_open(carrow_writer *out, int descriptor, const carrow_field *fields, int field_count, const carrow_pair *schema_metadata, int schema_metadata_count, const carrow_pair *metadata, int metadata_count, int64_t row_group_bytes) CARROW_NOEXCEPT;
/// Closes the file as it is.
CARROW_API void carrow_writer_free(carrow_writer writer) CARROW_NOEXCEPT;
CARROW_API carrow_error carrow_writer_append_null(carrow_writer writer, int column) CARROW_NOEXCEPT;
CARROW_API carrow_error carrow_writer_append_bytes(carrow_writer writer, int column, carrow_bytes value) CARROW_NOEXCEPT;
CARROW_API carrow_error carrow_writer_append_integer(carrow_writer writer, int column, int64_t value) CARROW_NOEXCEPT;
CARROW_API carrow_error carrow_writer_append_real(carrow_writer writer, int column, double value) CARROW_NOEXCEPT;
CARROW_API carrow_error carrow_writer_append_audio(carrow_writer writer, int column, carrow_bytes bytes, carrow_bytes path) CARROW_NOEXCEPT;
CARROW_API carrow_error carrow_writer_append_codes(carrow_writer writer, int column, const int16_t *values, int64_t frames, int64_t codebooks) CARROW_NOEXCEPT;
/// Ends a row, for which one value was appended to each column. Writes a row group when it has become large enough.
CARROW_API carrow_error carrow_writer_end_row(carrow_writer writer) CARROW_NOEXCEPT;
typedef struct { int64_t rows, arrow_bytes, file_bytes; } carrow_summary;
/// Writes what is left and the footer, and waits until all of it is on the disk.
CARROW_API carrow_error carrow_writer_close(carrow_summary *out, carrow_writer writer) CARROW_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
