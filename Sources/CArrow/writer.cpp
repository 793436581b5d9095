#include <arrow/builder.h>
#include <arrow/table.h>
#include <arrow/util/byte_size.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "boundary.hpp"
#include "sink.hpp"

using namespace carrow;

namespace {

/// Values are moved out of the builders so often, because a builder doubles its memory when it is full.
constexpr int64_t sealedBytes = 8 << 20;

struct Writer {
    std::shared_ptr<arrow::Schema> schema;
    std::shared_ptr<Sink> sink;
    std::unique_ptr<parquet::arrow::FileWriter> file;
    std::vector<std::unique_ptr<arrow::ArrayBuilder>> builders;
    /// What the next row group holds so far, but for what is in the builders.
    std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
    int64_t rowGroupBytes = 0, openRows = 0, openBytes = 0, groupBytes = 0;
    carrow_summary summary{};

    template <typename Builder>
    Builder &builder(int column) {
        return static_cast<Builder &>(*builders[static_cast<size_t>(column)]);
    }

    void seal() {
        if (openRows == 0) return;
        arrow::ArrayVector columns;
        for (auto &builder : builders) columns.push_back(take(builder->Finish()));
        batches.push_back(arrow::RecordBatch::Make(schema, openRows, std::move(columns)));
        summary.arrow_bytes += take(arrow::util::ReferencedBufferSize(*batches.back()));
        summary.rows += openRows;
        groupBytes += openBytes;
        openRows = openBytes = 0;
    }

    void writeRowGroup() {
        seal();
        if (batches.empty()) return;
        const auto table = take(arrow::Table::FromRecordBatches(schema, std::move(batches)));
        batches.clear();
        groupBytes = 0;
        check(file->WriteTable(*table, table->num_rows()));
        check(sink->failure());
    }
};

Writer &value(carrow_writer writer) { return *static_cast<Writer *>(writer.pointer); }

std::shared_ptr<arrow::DataType> type(carrow_kind kind) {
    switch (kind) {
        case CARROW_TEXT:
            return arrow::utf8();
        case CARROW_BINARY:
            return arrow::binary();
        case CARROW_INT16:
            return arrow::int16();
        case CARROW_INT32:
            return arrow::int32();
        case CARROW_INT64:
            return arrow::int64();
        case CARROW_FLOAT32:
            return arrow::float32();
        case CARROW_FLOAT64:
            return arrow::float64();
        case CARROW_BOOLEAN:
            return arrow::boolean();
        case CARROW_AUDIO:
            return arrow::struct_({arrow::field("bytes", arrow::binary()), arrow::field("path", arrow::utf8())});
        case CARROW_CODES:
            return arrow::list(arrow::list(arrow::int16()));
        case CARROW_OTHER:
            break;
    }
    throw Failure{arrow::Status::NotImplemented("columns of the kind ", static_cast<int>(kind), " are not written")};
}

std::shared_ptr<const arrow::KeyValueMetadata> metadata(const carrow_pair *pairs, int count) {
    auto result = std::make_shared<arrow::KeyValueMetadata>();
    for (int i = 0; i < count; ++i) result->Append(std::string(view(pairs[i].key)), std::string(view(pairs[i].value)));
    return result;
}

/// As the `datasets` library writes: recordings as they are, all else with dictionaries and Snappy; pages that end
/// where the content says, so that a changed file shares most of its bytes with the one before.
std::shared_ptr<parquet::WriterProperties> properties(const arrow::Schema &schema) {
    parquet::WriterProperties::Builder builder;
    builder.memory_pool(pool())
        ->version(parquet::ParquetVersion::PARQUET_2_6)
        ->data_page_version(parquet::ParquetDataPageVersion::V1)
        ->compression(parquet::Compression::SNAPPY)
        ->enable_dictionary()
        ->enable_write_page_index()
        ->enable_content_defined_chunking()
        ->content_defined_chunking_options({256 * 1024, 1024 * 1024, 0});
    for (const auto &field : schema.fields()) {
        if (field->type()->id() != arrow::Type::STRUCT) continue;
        for (const char *leaf : {".bytes", ".path"}) {
            const std::string path = field->name() + leaf;
            builder.compression(path, parquet::Compression::UNCOMPRESSED)->disable_dictionary(path)->encoding(path, parquet::Encoding::PLAIN);
        }
    }
    return builder.build();
}

void append(arrow::StructBuilder &audio, int field, carrow_bytes value) {
    auto &builder = static_cast<arrow::BinaryBuilder &>(*audio.field_builder(field));
    check(value.length >= 0 ? builder.Append(view(value)) : builder.AppendNull());
}

}  // namespace

carrow_error carrow_writer_open(carrow_writer *out, int descriptor, const carrow_field *fields, int field_count, const carrow_pair *schema_metadata, int schema_metadata_count, const carrow_pair *pairs, int metadata_count, int64_t row_group_bytes) noexcept {
    return guarded([&] {
        auto writer = std::make_unique<Writer>();
        writer->sink = std::make_shared<Sink>(descriptor);
        arrow::FieldVector columns;
        for (int i = 0; i < field_count; ++i) columns.push_back(arrow::field(std::string(view(fields[i].name)), type(fields[i].kind)));
        writer->schema = arrow::schema(columns, metadata(schema_metadata, schema_metadata_count));
        for (const auto &column : columns) writer->builders.push_back(take(arrow::MakeBuilder(column->type(), pool())));
        writer->rowGroupBytes = row_group_bytes;
        const auto arrowProperties = parquet::ArrowWriterProperties::Builder().store_schema()->enable_compliant_nested_types()->build();
        writer->file = take(parquet::arrow::FileWriter::Open(
            *writer->schema, pool(), writer->sink, properties(*writer->schema), arrowProperties));
        check(writer->file->AddKeyValueMetadata(metadata(pairs, metadata_count)));
        *out = {writer.release()};
    });
}

void carrow_writer_free(carrow_writer writer) noexcept { delete static_cast<Writer *>(writer.pointer); }

carrow_error carrow_writer_append_null(carrow_writer writer, int column) noexcept {
    return guarded([&] { check(value(writer).builders[static_cast<size_t>(column)]->AppendNull()); });
}

carrow_error carrow_writer_append_bytes(carrow_writer writer, int column, carrow_bytes bytes) noexcept {
    return guarded([&] {
        check(value(writer).builder<arrow::BinaryBuilder>(column).Append(view(bytes)));
        value(writer).openBytes += bytes.length;
    });
}

carrow_error carrow_writer_append_integer(carrow_writer handle, int column, int64_t number) noexcept {
    return guarded([&] {
        Writer &writer = value(handle);
        writer.openBytes += 8;
        switch (writer.schema->field(column)->type()->id()) {
            case arrow::Type::BOOL:
                return check(writer.builder<arrow::BooleanBuilder>(column).Append(number != 0));
            case arrow::Type::INT16:
                return check(writer.builder<arrow::Int16Builder>(column).Append(static_cast<int16_t>(number)));
            case arrow::Type::INT32:
                return check(writer.builder<arrow::Int32Builder>(column).Append(static_cast<int32_t>(number)));
            default:
                return check(writer.builder<arrow::Int64Builder>(column).Append(number));
        }
    });
}

carrow_error carrow_writer_append_real(carrow_writer handle, int column, double number) noexcept {
    return guarded([&] {
        Writer &writer = value(handle);
        writer.openBytes += 8;
        if (writer.schema->field(column)->type()->id() == arrow::Type::FLOAT)
            return check(writer.builder<arrow::FloatBuilder>(column).Append(static_cast<float>(number)));
        return check(writer.builder<arrow::DoubleBuilder>(column).Append(number));
    });
}

carrow_error carrow_writer_append_audio(carrow_writer writer, int column, carrow_bytes bytes, carrow_bytes path) noexcept {
    return guarded([&] {
        auto &audio = value(writer).builder<arrow::StructBuilder>(column);
        check(audio.Append());
        append(audio, 0, bytes);
        append(audio, 1, path);
        value(writer).openBytes += std::max<int64_t>(bytes.length, 0) + std::max<int64_t>(path.length, 0);
    });
}

carrow_error carrow_writer_append_codes(carrow_writer writer, int column, const int16_t *values, int64_t frames, int64_t codebooks) noexcept {
    return guarded([&] {
        auto &list = value(writer).builder<arrow::ListBuilder>(column);
        auto &frame = static_cast<arrow::ListBuilder &>(*list.value_builder());
        auto &codes = static_cast<arrow::Int16Builder &>(*frame.value_builder());
        check(list.Append());
        for (int64_t i = 0; i < frames; ++i) {
            check(frame.Append());
            check(codes.AppendValues(values + i * codebooks, codebooks));
        }
        value(writer).openBytes += frames * (4 + 2 * codebooks);
    });
}

carrow_error carrow_writer_end_row(carrow_writer handle) noexcept {
    return guarded([&] {
        Writer &writer = value(handle);
        writer.openRows += 1;
        if (writer.groupBytes + writer.openBytes >= writer.rowGroupBytes) return writer.writeRowGroup();
        if (writer.openBytes >= sealedBytes) writer.seal();
    });
}

carrow_error carrow_writer_close(carrow_summary *out, carrow_writer handle) noexcept {
    return guarded([&] {
        Writer &writer = value(handle);
        writer.writeRowGroup();
        check(writer.file->Close());
        writer.sink->synchronize();
        check(writer.sink->failure());
        writer.summary.file_bytes = take(writer.sink->Tell());
        *out = writer.summary;
    });
}
