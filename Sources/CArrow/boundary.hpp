// The one place where C++ exceptions and Arrow's statuses become C values, and handles become objects.
#pragma once
#include <arrow/memory_pool.h>
#include <arrow/result.h>
#include <arrow/status.h>
#include <parquet/exception.h>

#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "carrow.h"

namespace carrow {

/// Arrow reports most failures by value; inside the boundary they are thrown.
struct Failure {
    arrow::Status status;
};

inline void check(const arrow::Status &status) {
    if (!status.ok()) throw Failure{status};
}

template <typename Value>
Value take(arrow::Result<Value> &&result) {
    check(result.status());
    return std::move(result).ValueUnsafe();
}

/// Wraps what went wrong; when even that fails for want of memory, a static error stands in.
carrow_error makeError(carrow_error_kind kind, const std::string &message) noexcept;
carrow_error makeError(const arrow::Status &status) noexcept;
carrow_error outOfMemory() noexcept;

template <typename Body>
carrow_error guarded(Body &&body) noexcept {
    try {
        body();
        return {nullptr};
    } catch (const Failure &failure) {
        return makeError(failure.status);
    } catch (const parquet::ParquetStatusException &error) {
        return makeError(error.status());
    } catch (const std::bad_alloc &) {
        return outOfMemory();
    } catch (const std::exception &error) {
        return makeError(CARROW_ERROR_INVALID, error.what());
    } catch (...) {
        return makeError(CARROW_ERROR_UNKNOWN, "an exception of unknown type");
    }
}

/// Memory comes from the C library: Arrow's own allocator holds on to more of what was freed the longer one reads.
inline arrow::MemoryPool *pool() { return arrow::system_memory_pool(); }

inline carrow_bytes bytes(std::string_view view) { return {view.data(), static_cast<int64_t>(view.size())}; }
inline std::string_view view(carrow_bytes bytes) { return {bytes.data, static_cast<size_t>(bytes.length)}; }

}  // namespace carrow
