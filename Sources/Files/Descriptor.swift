import Foundation

/// Writing to an open file, pipe or device.
public enum Descriptor {
    /// Writes everything, and returns the number of the system's error or 0.
    ///
    /// A pipe without a reader gives `EPIPE`, and the signal SIGPIPE, which would end the process, does not reach it: the
    /// signal goes to the writing thread, which holds it off and then takes it. No setting of the process changes.
    public static func write(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = buffer[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = withoutPipeSignal { Foundation.write(descriptor, part.baseAddress, part.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Whoever opened it does not want to wait, but there is nothing else to do here.
                var wish = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wish, 1, -1)
            default: return errno
            }
        }
        return 0
    }

    private static func withoutPipeSignal(_ call: () -> Int) -> Int {
        var pending = sigset_t()
        var pipe = sigset_t()
        var mask = sigset_t()
        sigpending(&pending)
        let wasPending = sigismember(&pending, SIGPIPE) == 1
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &mask)
        let result = call()
        let failure = errno
        if result < 0, failure == EPIPE, !wasPending {
            var now = timespec()
            sigtimedwait(&pipe, nil, &now)
        }
        pthread_sigmask(SIG_SETMASK, &mask, nil)
        errno = failure
        return result
    }
}
