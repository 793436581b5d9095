// A batch of rows, and where the columns that were asked for lie in it.
#pragma once
#include <arrow/array.h>
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

struct Batch {
    int64_t rows;
    std::vector<std::shared_ptr<arrow::Array>> columns;

    Batch(const arrow::RecordBatch &batch, const std::vector<Place> &places) : rows(batch.num_rows()) {
        for (const Place &place : places) {
            auto column = batch.column(place.column);
            if (!place.field.empty()) column = static_cast<const arrow::StructArray &>(*column).GetFieldByName(place.field);
            columns.push_back(std::move(column));
        }
    }
};

}  // namespace carrow
