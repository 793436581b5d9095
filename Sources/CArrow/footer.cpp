#include "bounded.hpp"
#include "footer.hpp"

#include <arrow/type_traits.h>
#include <arrow/util/key_value_metadata.h>

#include "source.hpp"

using namespace carrow;

namespace {

/// The type behind a dictionary, where the values of one are what counts.
const arrow::DataType &plain(const arrow::DataType &type) {
    return type.id() == arrow::Type::DICTIONARY ? *static_cast<const arrow::DictionaryType &>(type).value_type() : type;
}

bool isList(const arrow::DataType &type) {
    return type.id() == arrow::Type::LIST || type.id() == arrow::Type::LARGE_LIST || type.id() == arrow::Type::FIXED_SIZE_LIST;
}

const arrow::DataType &element(const arrow::DataType &list) { return *static_cast<const arrow::BaseListType &>(list).value_type(); }

carrow_kind kind(const arrow::DataType &outer) {
    const arrow::DataType &type = plain(outer);
    switch (type.id()) {
        case arrow::Type::STRING:
        case arrow::Type::LARGE_STRING:
        case arrow::Type::STRING_VIEW:
        // A column in which no value ever was has no type.
        case arrow::Type::NA:
            return CARROW_TEXT;
        case arrow::Type::BINARY:
        case arrow::Type::LARGE_BINARY:
        case arrow::Type::BINARY_VIEW:
            return CARROW_BINARY;
        default:
            break;
    }
    // Arrow's writers make dictionaries of texts only.
    switch (outer.id()) {
        case arrow::Type::INT8:
        case arrow::Type::UINT8:
        case arrow::Type::INT16:
            return CARROW_INT16;
        case arrow::Type::UINT16:
        case arrow::Type::INT32:
            return CARROW_INT32;
        case arrow::Type::UINT32:
        case arrow::Type::INT64:
        case arrow::Type::UINT64:
            return CARROW_INT64;
        case arrow::Type::HALF_FLOAT:
        case arrow::Type::FLOAT:
            return CARROW_FLOAT32;
        case arrow::Type::DOUBLE:
            return CARROW_FLOAT64;
        case arrow::Type::BOOL:
            return CARROW_BOOLEAN;
        case arrow::Type::STRUCT: {
            const auto &fields = static_cast<const arrow::StructType &>(outer);
            const auto bytes = fields.GetFieldByName("bytes");
            const auto path = fields.GetFieldByName("path");
            if (bytes && kind(*bytes->type()) == CARROW_BINARY && (!path || kind(*path->type()) == CARROW_TEXT)) return CARROW_AUDIO;
            return CARROW_OTHER;
        }
        default:
            if (isList(outer) && isList(element(outer)) && arrow::is_integer(element(element(outer)).id())) return CARROW_CODES;
            return CARROW_OTHER;
    }
}

const arrow::DataType &type(carrow_footer footer, int column) { return *value(footer).schema->field(column)->type(); }

}  // namespace

carrow_error carrow_footer_read(carrow_footer *out, carrow_source source) noexcept {
    return guarded([&] {
        auto footer = std::make_unique<Footer>();
        footer->metadata = parquet::ParquetFileReader::Open(open(source), readerProperties(source.size))->metadata();
        parquet::ArrowReaderProperties properties;
        check(parquet::arrow::SchemaManifest::Make(
            footer->metadata->schema(), footer->metadata->key_value_metadata(), properties, &footer->manifest));
        arrow::FieldVector fields;
        for (const auto &field : footer->manifest.schema_fields) fields.push_back(field.field);
        footer->schema = arrow::schema(fields);
        for (const auto &field : fields) footer->types.push_back(field->type()->ToString());
        *out = {footer.release()};
    });
}

void carrow_footer_free(carrow_footer footer) noexcept { delete static_cast<Footer *>(footer.pointer); }

int carrow_footer_row_group_count(carrow_footer footer) noexcept { return value(footer).metadata->num_row_groups(); }

int64_t carrow_footer_row_count(carrow_footer footer, int row_group) noexcept {
    return value(footer).metadata->RowGroup(row_group)->num_rows();
}

int64_t carrow_footer_total_row_count(carrow_footer footer) noexcept { return value(footer).metadata->num_rows(); }

int carrow_footer_column_count(carrow_footer footer) noexcept { return value(footer).schema->num_fields(); }

carrow_bytes carrow_footer_column_name(carrow_footer footer, int column) noexcept { return bytes(value(footer).schema->field(column)->name()); }

carrow_kind carrow_footer_column_kind(carrow_footer footer, int column) noexcept { return kind(type(footer, column)); }

carrow_bytes carrow_footer_column_type(carrow_footer footer, int column) noexcept { return bytes(value(footer).types[static_cast<size_t>(column)]); }

int carrow_footer_field_count(carrow_footer footer, int column) noexcept {
    return type(footer, column).id() == arrow::Type::STRUCT ? type(footer, column).num_fields() : 0;
}

carrow_bytes carrow_footer_field_name(carrow_footer footer, int column, int field) noexcept { return bytes(type(footer, column).field(field)->name()); }

carrow_kind carrow_footer_field_kind(carrow_footer footer, int column, int field) noexcept { return kind(*type(footer, column).field(field)->type()); }

int carrow_footer_metadata_count(carrow_footer footer) noexcept {
    const auto &pairs = value(footer).metadata->key_value_metadata();
    return pairs ? static_cast<int>(pairs->size()) : 0;
}

carrow_bytes carrow_footer_metadata_key(carrow_footer footer, int index) noexcept { return bytes(value(footer).metadata->key_value_metadata()->key(index)); }

carrow_bytes carrow_footer_metadata_value(carrow_footer footer, int index) noexcept { return bytes(value(footer).metadata->key_value_metadata()->value(index)); }
