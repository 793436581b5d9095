#include "batch.hpp"

#include <arrow/util/float16.h>

#include <algorithm>
#include <limits>

using namespace carrow;

namespace {

const Batch &value(carrow_batch batch) { return *static_cast<Batch *>(batch.pointer); }
const arrow::Array &value(carrow_column column) { return *static_cast<const arrow::Array *>(column.pointer); }

template <typename ArrayType>
const ArrayType &as(const arrow::Array &array) {
    return static_cast<const ArrayType &>(array);
}

std::string_view view(const arrow::Array &array, int64_t row) {
    switch (array.type_id()) {
        case arrow::Type::LARGE_STRING:
        case arrow::Type::LARGE_BINARY:
            return as<arrow::LargeBinaryArray>(array).GetView(row);
        case arrow::Type::STRING_VIEW:
        case arrow::Type::BINARY_VIEW:
            return as<arrow::BinaryViewArray>(array).GetView(row);
        case arrow::Type::DICTIONARY: {
            const auto &dictionary = as<arrow::DictionaryArray>(array);
            return view(*dictionary.dictionary(), dictionary.GetValueIndex(row));
        }
        default:
            return as<arrow::BinaryArray>(array).GetView(row);
    }
}

int64_t integer(const arrow::Array &array, int64_t row, bool *fits) {
    *fits = true;
    switch (array.type_id()) {
        case arrow::Type::BOOL:
            return as<arrow::BooleanArray>(array).Value(row) ? 1 : 0;
        case arrow::Type::INT8:
            return as<arrow::Int8Array>(array).Value(row);
        case arrow::Type::UINT8:
            return as<arrow::UInt8Array>(array).Value(row);
        case arrow::Type::INT16:
            return as<arrow::Int16Array>(array).Value(row);
        case arrow::Type::UINT16:
            return as<arrow::UInt16Array>(array).Value(row);
        case arrow::Type::INT32:
            return as<arrow::Int32Array>(array).Value(row);
        case arrow::Type::UINT32:
            return as<arrow::UInt32Array>(array).Value(row);
        case arrow::Type::UINT64: {
            const uint64_t value = as<arrow::UInt64Array>(array).Value(row);
            *fits = value <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
            return static_cast<int64_t>(value);
        }
        default:
            return as<arrow::Int64Array>(array).Value(row);
    }
}

/// What a list of any kind holds in a row.
struct Items {
    const arrow::Array *values;
    int64_t start, count;
};

Items items(const arrow::Array &list, int64_t row) {
    switch (list.type_id()) {
        case arrow::Type::LARGE_LIST: {
            const auto &array = as<arrow::LargeListArray>(list);
            return {array.values().get(), array.value_offset(row), array.value_length(row)};
        }
        case arrow::Type::FIXED_SIZE_LIST: {
            const auto &array = as<arrow::FixedSizeListArray>(list);
            return {array.values().get(), array.value_offset(row), array.value_length(row)};
        }
        default: {
            const auto &array = as<arrow::ListArray>(list);
            return {array.values().get(), array.value_offset(row), array.value_length(row)};
        }
    }
}

}  // namespace

void carrow_batch_free(carrow_batch batch) noexcept { delete static_cast<Batch *>(batch.pointer); }

int64_t carrow_batch_row_count(carrow_batch batch) noexcept { return value(batch).rows; }

carrow_column carrow_batch_column(carrow_batch batch, int selection) noexcept { return {value(batch).columns[static_cast<size_t>(selection)].get()}; }

carrow_column carrow_column_field(carrow_column column, const char *name) noexcept {
    // The struct keeps its fields, so that the pointer stays valid.
    return {as<arrow::StructArray>(value(column)).GetFieldByName(name).get()};
}

bool carrow_column_is_null(carrow_column column, int64_t row) noexcept { return value(column).IsNull(row); }

carrow_bytes carrow_column_bytes(carrow_column column, int64_t row) noexcept {
    const arrow::Array &array = value(column);
    if (array.IsNull(row) || array.type_id() == arrow::Type::NA) return {nullptr, -1};
    return bytes(view(array, row));
}

int64_t carrow_column_integer(carrow_column column, int64_t row, bool *fits) noexcept { return integer(value(column), row, fits); }

double carrow_column_real(carrow_column column, int64_t row) noexcept {
    const arrow::Array &array = value(column);
    switch (array.type_id()) {
        case arrow::Type::HALF_FLOAT:
            return arrow::util::Float16::FromBits(as<arrow::HalfFloatArray>(array).Value(row)).ToDouble();
        case arrow::Type::FLOAT:
            return as<arrow::FloatArray>(array).Value(row);
        default:
            return as<arrow::DoubleArray>(array).Value(row);
    }
}

carrow_codes carrow_column_codes(carrow_column column, int64_t row) noexcept {
    const arrow::Array &array = value(column);
    if (array.IsNull(row)) return {CARROW_CODES_NULL, 0, 0, 0, 0};
    const Items frames = items(array, row);
    carrow_codes found{CARROW_CODES_SOUND, frames.count, 0, 0, 0};
    for (int64_t frame = 0; frame < frames.count; ++frame) {
        found.frame = frame;
        if (frames.values->IsNull(frames.start + frame)) {
            found.state = CARROW_CODES_INCOMPLETE;
            return found;
        }
        const Items codes = items(*frames.values, frames.start + frame);
        if (frame == 0) found.codebooks = codes.count;
        if (codes.count != found.codebooks) {
            found.state = CARROW_CODES_RAGGED;
            found.value = codes.count;
            return found;
        }
        // What this package writes has 16 bits and no nulls.
        if (codes.values->type_id() == arrow::Type::INT16 && codes.values->null_count() == 0) continue;
        for (int64_t i = codes.start; i < codes.start + codes.count; ++i) {
            if (codes.values->IsNull(i)) {
                found.state = CARROW_CODES_INCOMPLETE;
                return found;
            }
            bool fits;
            found.value = integer(*codes.values, i, &fits);
            if (!fits || found.value != static_cast<int16_t>(found.value)) {
                found.state = CARROW_CODES_TOO_LARGE;
                return found;
            }
        }
    }
    return found;
}

void carrow_column_copy_codes(carrow_column column, int64_t row, int16_t *destination) noexcept {
    const arrow::Array &array = value(column);
    const Items frames = items(array, row);
    for (int64_t frame = 0; frame < frames.count; ++frame) {
        const Items codes = items(*frames.values, frames.start + frame);
        if (codes.values->type_id() == arrow::Type::INT16) {
            const int16_t *start = as<arrow::Int16Array>(*codes.values).raw_values() + codes.start;
            destination = std::copy(start, start + codes.count, destination);
            continue;
        }
        for (int64_t i = codes.start; i < codes.start + codes.count; ++i) {
            bool fits;
            *destination++ = static_cast<int16_t>(integer(*codes.values, i, &fits));
        }
    }
}
