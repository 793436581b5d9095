// Threads for work that is divided many times a millisecond.
#pragma once
#include <cstdint>

namespace decoding {

/// Calls `body(context, chunk)` for every chunk below `count`, in any order, on at most
/// `ckernels_get_thread_count()` threads. The caller takes part, and takes over what no other thread has begun: a busy machine delays it by one chunk at
/// most. Inside `body`, and while another thread divides its work, everything runs on the caller.
void parallel(int64_t count, void (*body)(void *context, int64_t chunk), void *context);

/// The same for a callable.
template <typename Body>
void parallel(int64_t count, const Body &body) {
    parallel(
        count, [](void *context, int64_t chunk) { (*static_cast<const Body *>(context))(chunk); },
        const_cast<void *>(static_cast<const void *>(&body)));
}

}  // namespace decoding
