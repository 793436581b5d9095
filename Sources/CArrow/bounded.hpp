// Memory for what a file says that it holds: a damaged one, or one that means harm, asks for more than it can hold.
#pragma once
#include <arrow/memory_pool.h>
#include <parquet/properties.h>

#include <algorithm>
#include <array>

#include "boundary.hpp"

namespace carrow {

/// Refuses single buffers above a limit. Has no state of its own, since what is allocated may live longer than the reader of a file.
class BoundedPool final : public arrow::MemoryPool {
public:
    explicit BoundedPool(int64_t limit) : limit_(limit) {}

    using MemoryPool::Allocate;
    using MemoryPool::Free;
    using MemoryPool::Reallocate;

    arrow::Status Allocate(int64_t size, int64_t alignment, uint8_t **out) override {
        ARROW_RETURN_NOT_OK(allow(size));
        return pool()->Allocate(size, alignment, out);
    }
    arrow::Status Reallocate(int64_t old_size, int64_t new_size, int64_t alignment, uint8_t **ptr) override {
        ARROW_RETURN_NOT_OK(allow(new_size));
        return pool()->Reallocate(old_size, new_size, alignment, ptr);
    }
    void Free(uint8_t *buffer, int64_t size, int64_t alignment) override { pool()->Free(buffer, size, alignment); }
    int64_t bytes_allocated() const override { return pool()->bytes_allocated(); }
    int64_t max_memory() const override { return pool()->max_memory(); }
    int64_t total_bytes_allocated() const override { return pool()->total_bytes_allocated(); }
    int64_t num_allocations() const override { return pool()->num_allocations(); }
    std::string backend_name() const override { return pool()->backend_name(); }

private:
    arrow::Status allow(int64_t size) const {
        if (size <= limit_) return arrow::Status::OK();
        return arrow::Status::Invalid("it asks for ", size, " bytes in one piece, more than a file of its size can hold");
    }
    const int64_t limit_;
};

/// The pool for reading a file of so many bytes: a piece may be 64 MiB, and at least 256 times the file; of files above 8 MiB anything.
///
/// The best that compression makes of speech, texts and codes is far from 256; rows that are all the same are stored once.
inline arrow::MemoryPool *poolForFile(int64_t size) {
    static std::array<BoundedPool, 4> pools{BoundedPool(int64_t(1) << 26), BoundedPool(int64_t(1) << 28), BoundedPool(int64_t(1) << 31), BoundedPool(INT64_MAX)};
    constexpr std::array<int64_t, 3> sizes{int64_t(1) << 18, int64_t(1) << 20, int64_t(1) << 23};
    return &pools[std::lower_bound(sizes.begin(), sizes.end(), size) - sizes.begin()];
}

/// How a file of so many bytes is read.
inline parquet::ReaderProperties readerProperties(int64_t size) {
    parquet::ReaderProperties properties(poolForFile(size));
    // Each member of a list in the footer takes a byte at least, and up to a kilobyte in memory.
    properties.set_thrift_container_size_limit(static_cast<int32_t>(std::clamp<int64_t>(size, 1000, 1'000'000)));
    return properties;
}

}  // namespace carrow
