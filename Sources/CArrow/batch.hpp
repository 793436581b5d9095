// A batch of rows, and where the columns that were asked for lie in it.
#pragma once
#include <arrow/array.h>
#include <arrow/array/array_dict.h>
#include <arrow/record_batch.h>

#include <memory>
#include <string>
#include <vector>

#include "boundary.hpp"

namespace carrow {

struct Place {
    int column;
    std::string field;
};

/// Throws when a value of a damaged file lies outside its dictionary, which Arrow does not look for.
inline void checkIndices(const arrow::Array &array) {
    if (array.type_id() == arrow::Type::STRUCT) {
        for (const auto &field : static_cast<const arrow::StructArray &>(array).fields()) checkIndices(*field);
    }
    if (array.type_id() != arrow::Type::DICTIONARY) return;
    const auto &values = static_cast<const arrow::DictionaryArray &>(array);
    for (int64_t row = 0; row < values.length(); ++row) {
        if (values.IsNull(row)) continue;
        const int64_t index = values.GetValueIndex(row);
        if (index < 0 || index >= values.dictionary()->length())
            throw Failure{arrow::Status::Invalid("A dictionary has ", values.dictionary()->length(), " values, and the value ", index, " is asked for")};
    }
}

struct Batch {
    int64_t rows;
    std::vector<std::shared_ptr<arrow::Array>> columns;

    Batch(const arrow::RecordBatch &batch, const std::vector<Place> &places) : rows(batch.num_rows()) {
        for (const Place &place : places) {
            auto column = batch.column(place.column);
            if (!place.field.empty()) column = static_cast<const arrow::StructArray &>(*column).GetFieldByName(place.field);
            checkIndices(*column);
            columns.push_back(std::move(column));
        }
    }
};

}  // namespace carrow
