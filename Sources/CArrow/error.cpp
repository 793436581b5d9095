#include <arrow/config.h>
#include <arrow/util/io_util.h>

#include "boundary.hpp"

using namespace carrow;

namespace {

struct Error {
    carrow_error_kind kind;
    int number;
    std::string message;
};

Error exhausted{CARROW_ERROR_OUT_OF_MEMORY, 0, "no memory is left"};

const Error &value(carrow_error error) { return *static_cast<Error *>(error.pointer); }

carrow_error make(carrow_error_kind kind, int number, const std::string &message) noexcept {
    try {
        return {new Error{kind, number, message}};
    } catch (...) {
        return outOfMemory();
    }
}

}  // namespace

carrow_error carrow::outOfMemory() noexcept { return {&exhausted}; }

carrow_error carrow::makeError(carrow_error_kind kind, const std::string &message) noexcept { return make(kind, 0, message); }

carrow_error carrow::makeError(const arrow::Status &status) noexcept {
    if (status.IsOutOfMemory()) return outOfMemory();
    const int number = arrow::internal::ErrnoFromStatus(status);
    return make(number != 0 ? CARROW_ERROR_SYSTEM : CARROW_ERROR_INVALID, number, status.message());
}

const char *carrow_error_message(carrow_error error) noexcept { return value(error).message.c_str(); }

carrow_error_kind carrow_error_get_kind(carrow_error error) noexcept { return value(error).kind; }

int carrow_error_number(carrow_error error) noexcept { return value(error).number; }

void carrow_error_free(carrow_error error) noexcept {
    if (error.pointer != &exhausted) delete static_cast<Error *>(error.pointer);
}

const char *carrow_version() noexcept { return arrow::GetBuildInfo().version_string.c_str(); }
