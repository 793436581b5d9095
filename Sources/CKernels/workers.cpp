#include "workers.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "ckernels.h"

namespace decoding {
namespace {

/// Tells the processor that this thread only waits.
inline void relax() {
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

std::atomic<int> threadCount{std::max(1, static_cast<int>(std::thread::hardware_concurrency()))};

/// About 0.1 ms: the next piece of a frame comes sooner, and a thread that slept would take as long to wake.
constexpr int spins = 4000;

/// OpenMP's threads meet at a barrier after each piece, which on a busy machine costs a time slice; these take chunks
/// from a counter, and nobody waits for a thread that has taken none.
class Workers {
public:
    void run(int64_t count, void (*body)(void *, int64_t), void *context) {
        const int helpers = std::min<int64_t>(threadCount.load(std::memory_order_relaxed), count) - 1;
        std::unique_lock<std::mutex> lock(busy, std::try_to_lock);
        if (helpers < 1 || count > largestCount || !lock.owns_lock() || !start(helpers)) {
            for (int64_t chunk = 0; chunk < count; ++chunk) body(context, chunk);
            return;
        }
        this->body = body;
        this->context = context;
        active.store(helpers, std::memory_order_relaxed);
        done.store(0, std::memory_order_relaxed);
        generation += 1;
        ticket.store(generation << 32 | static_cast<uint64_t>(count), std::memory_order_release);
        ticket.notify_all();
        takeChunks();
        for (int spin = 0; done.load(std::memory_order_acquire) != count; ++spin) {
            if (spin < spins) relax();
            else std::this_thread::yield();
        }
    }

private:
    static constexpr int64_t largestCount = 0xFFFF;

    /// One at a time divides its work.
    std::mutex busy;
    int started = 0;
    uint64_t generation = 0;
    /// 32 bits of generation, 16 of the next chunk, 16 of the number of chunks.
    std::atomic<uint64_t> ticket{0};
    std::atomic<int64_t> done{0};
    std::atomic<int> active{0};
    void (*body)(void *, int64_t) = nullptr;
    void *context = nullptr;

    static bool hasChunks(uint64_t ticket) { return (ticket >> 16 & 0xFFFF) < (ticket & 0xFFFF); }

    void takeChunks() {
        uint64_t current = ticket.load(std::memory_order_acquire);
        while (hasChunks(current)) {
            // Whoever takes a chunk knows that its round is not over, and may read what belongs to the round.
            if (!ticket.compare_exchange_weak(current, current + (1 << 16), std::memory_order_acq_rel)) continue;
            body(context, static_cast<int64_t>(current >> 16 & 0xFFFF));
            done.fetch_add(1, std::memory_order_release);
            current = ticket.load(std::memory_order_acquire);
        }
    }

    void serve(int index) {
        for (;;) {
            if (index < active.load(std::memory_order_relaxed)) takeChunks();
            const uint64_t seen = ticket.load(std::memory_order_acquire);
            if (hasChunks(seen) && index < active.load(std::memory_order_relaxed)) continue;
            int spin = 0;
            while (spin < spins && ticket.load(std::memory_order_relaxed) == seen) {
                relax();
                ++spin;
            }
            if (spin == spins) ticket.wait(seen, std::memory_order_acquire);
        }
    }

    /// False when the system gives no further thread.
    bool start(int helpers) {
        try {
            for (; started < helpers; ++started) std::thread([this, index = started] { serve(index); }).detach();
        } catch (const std::system_error &) {
        }
        return started > 0;
    }
};

/// Never freed: its threads run until the process ends.
Workers &workers() {
    static Workers *shared = new Workers;
    return *shared;
}

}  // namespace

void parallel(int64_t count, void (*body)(void *, int64_t), void *context) { workers().run(count, body, context); }

}  // namespace decoding

int ckernels_get_thread_count() noexcept { return decoding::threadCount.load(std::memory_order_relaxed); }

void ckernels_set_thread_count(int count) noexcept { decoding::threadCount.store(count, std::memory_order_relaxed); }
