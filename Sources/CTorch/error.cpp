#include "boundary.hpp"

using namespace ctorch;

static Error outOfMemory{CTORCH_ERROR_OUT_OF_MEMORY, "no memory left, not even for an error message"};

ctorch_error ctorch::makeError(ctorch_error_kind kind, const char *message) noexcept {
    try {
        return {new Error{kind, message}};
    } catch (...) {
        return {&outOfMemory};
    }
}

const char *ctorch_error_message(ctorch_error error) noexcept { return static_cast<Error *>(error.pointer)->message.c_str(); }

ctorch_error_kind ctorch_error_get_kind(ctorch_error error) noexcept { return static_cast<Error *>(error.pointer)->kind; }

void ctorch_error_free(ctorch_error error) noexcept {
    if (error.pointer != &outOfMemory) delete static_cast<Error *>(error.pointer);
}
