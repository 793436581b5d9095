// Calls of Linux that Swift does not see: glibc declares them for _GNU_SOURCE alone.
#pragma once
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Exchanges two names in one step; -1 with `errno` where the file system cannot.
static inline long csystem_exchange(const char *first, const char *second) {
    return syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, 2 /* RENAME_EXCHANGE */);
}
