#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <parquet/arrow/reader.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "batch.hpp"
#include "bounded.hpp"
#include "footer.hpp"
#include "source.hpp"

using namespace carrow;

namespace {

struct Rows {
    std::unique_ptr<parquet::arrow::FileReader> reader;
    std::unique_ptr<arrow::RecordBatchReader> batches;
    /// Where each selection lies in a batch; the field's name is empty for a whole column.
    std::vector<Place> places;
};

Rows &value(carrow_rows rows) { return *static_cast<Rows *>(rows.pointer); }

/// Adds the leaves of the tree of fields, of which a file stores each as a column of its own.
void collect(const parquet::arrow::SchemaField &field, std::set<int> &leaves) {
    if (field.children.empty()) leaves.insert(field.column_index);
    for (const auto &child : field.children) collect(child, leaves);
}

/// Of recordings only what the caller can use: a struct may have further fields.
void collect(const Footer &footer, const carrow_selection &selection, std::set<int> &leaves) {
    const auto &column = footer.manifest.schema_fields[static_cast<size_t>(selection.column)];
    if (selection.field >= 0) return collect(column.children[static_cast<size_t>(selection.field)], leaves);
    if (column.field->type()->id() != arrow::Type::STRUCT) return collect(column, leaves);
    for (const auto &child : column.children) {
        if (child.field->name() == "bytes" || child.field->name() == "path") collect(child, leaves);
    }
}

/// All is read on the calling thread, so Arrow needs no threads for files.
void useFewThreads() {
    static std::once_flag once;
    std::call_once(once, [] { check(arrow::io::SetIOThreadPoolCapacity(1)); });
}

}  // namespace

carrow_error carrow_rows_open(carrow_rows *out, carrow_footer handle, carrow_source source, const carrow_selection *selections, int count, const int *row_groups, int row_group_count, int64_t batch_size, int64_t buffer_size) noexcept {
    return guarded([&] {
        auto file = open(source);
        useFewThreads();
        const Footer &footer = value(handle);
        auto rows = std::make_unique<Rows>();

        std::set<int> columns, leaves;
        for (int i = 0; i < count; ++i) {
            columns.insert(selections[i].column);
            collect(footer, selections[i], leaves);
        }
        for (int i = 0; i < count; ++i) {
            // Batches have the file's order.
            const auto position = std::distance(columns.begin(), columns.find(selections[i].column));
            const auto &type = *footer.schema->field(selections[i].column)->type();
            rows->places.push_back({static_cast<int>(position), selections[i].field < 0 ? "" : type.field(selections[i].field)->name()});
        }

        parquet::ReaderProperties properties = readerProperties(source.size);
        properties.enable_buffered_stream();
        properties.set_buffer_size(buffer_size);
        properties.set_page_checksum_verification(true);
        parquet::ArrowReaderProperties arrowProperties(false);
        arrowProperties.set_pre_buffer(false);
        arrowProperties.set_batch_size(batch_size);
        parquet::arrow::FileReaderBuilder builder;
        check(builder.Open(std::move(file), properties, footer.metadata));
        builder.memory_pool(poolForFile(source.size))->properties(arrowProperties);
        rows->reader = take(builder.Build());

        const std::vector<int> groups(row_groups, row_groups + row_group_count);
        rows->batches = take(rows->reader->GetRecordBatchReader(groups, std::vector<int>(leaves.begin(), leaves.end())));
        *out = {rows.release()};
    });
}

void carrow_rows_free(carrow_rows rows) noexcept { delete static_cast<Rows *>(rows.pointer); }

carrow_error carrow_rows_next(carrow_batch *out, carrow_rows handle) noexcept {
    return guarded([&] {
        Rows &rows = value(handle);
        std::shared_ptr<arrow::RecordBatch> batch;
        check(rows.batches->ReadNext(&batch));
        *out = {batch ? new Batch(*batch, rows.places) : nullptr};
    });
}

int carrow_footer_spans(carrow_footer handle, carrow_selection selection, int row_group, carrow_span *out, int room) noexcept {
    int count = 0;
    carrow_error error = guarded([&] {
        const Footer &footer = value(handle);
        std::set<int> leaves;
        collect(footer, selection, leaves);
        const auto group = footer.metadata->RowGroup(row_group);
        for (const int leaf : leaves) {
            const auto chunk = group->ColumnChunk(leaf);
            int64_t start = chunk->data_page_offset();
            if (chunk->has_dictionary_page() && chunk->dictionary_page_offset() > 0) start = std::min(start, chunk->dictionary_page_offset());
            if (count < room) out[count] = {start, start + chunk->total_compressed_size()};
            ++count;
        }
    });
    // Without the parts, they are read one by one.
    if (error.pointer) {
        carrow_error_free(error);
        return 0;
    }
    return count;
}
