// What a file says about itself: its columns as Arrow's types, and where their pages are.
#pragma once
#include <arrow/type.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <memory>
#include <string>
#include <vector>

#include "boundary.hpp"

namespace carrow {

struct Footer {
    std::shared_ptr<parquet::FileMetaData> metadata;
    std::shared_ptr<arrow::Schema> schema;
    parquet::arrow::SchemaManifest manifest;
    std::vector<std::string> types;
};

inline const Footer &value(carrow_footer footer) { return *static_cast<Footer *>(footer.pointer); }

}  // namespace carrow
